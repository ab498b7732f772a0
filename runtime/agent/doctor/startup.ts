import { type Finding, trouble, well } from './finding.ts'

/** How the part is wired into the box. */
export interface StartupFacts {
  /** The version in use; undefined when the part is not installed. */
  readonly installed: string | undefined
  /** Of the program that asks, and of the agent that runs. */
  readonly version: string
  readonly running: string | undefined
  /** The folder of the programs, and whether it is on the PATH. */
  readonly binFolder: string
  readonly onPath: boolean
  /** The profiles of new shells, and whether each has our lines. */
  readonly profiles: readonly { readonly file: string; readonly has: boolean }[]
  /** The scripts run at boot that start parts. */
  readonly scripts: readonly string[]
  /** Whether Dropbox is among the parts that they start. */
  readonly autostart: boolean
}

/** Whether the part is installed, found by shells, and started at boot. */
export function checkStartup(facts: StartupFacts): Finding[] {
  return [program(facts), path(facts), boot(facts)]
}

function program({ installed, version, running }: StartupFacts): Finding {
  const data = { installed: installed ?? null, version, running: running ?? null }
  if (installed === undefined)
    return trouble(
      'startup',
      'warning',
      `The part is not installed here (this program is ${version}).`,
      'Install it with "parts install dropbox".',
      data,
    )
  if (running !== undefined && running !== installed)
    return trouble(
      'startup',
      'warning',
      `Version ${installed} is installed, but ${running} is running.`,
      'Run "parts restart dropbox".',
      data,
    )
  return well('startup', `Version ${installed} is installed.`, data)
}

function path({ installed, binFolder, onPath, profiles }: StartupFacts): Finding {
  const without = profiles.filter(({ has }) => !has).map(({ file }) => file)
  const data = { binFolder, onPath, profiles }
  if (onPath && without.length === 0)
    return well('startup', `${binFolder} is on the PATH, and in the profile of new shells.`, data)
  if (installed === undefined) return well('startup', `${binFolder} is not on the PATH.`, data)
  if (without.length > 0)
    return trouble(
      'startup',
      'warning',
      `New shells do not find the programs: ${without.join(', ')} lacks the lines of box-parts.`,
      'Run "parts install dropbox" again, or add eval "$(parts env)" to it.',
      data,
    )
  return trouble(
    'startup',
    'warning',
    `${binFolder} is not on the PATH of this shell.`,
    'Open a new terminal, or run eval "$(parts env)".',
    data,
  )
}

function boot({ installed, scripts, autostart }: StartupFacts): Finding {
  const data = { scripts, autostart }
  if (autostart && scripts.length > 0)
    return well('startup', `Dropbox is started at boot by ${scripts.join(', ')}.`, data)
  if (installed === undefined) return well('startup', 'Dropbox is not started at boot.', data)
  if (autostart)
    return trouble(
      'startup',
      'wrong',
      'Dropbox is to be started at boot, but no startup script does it.',
      'Run "parts autostart add dropbox" again.',
      data,
    )
  return trouble(
    'startup',
    'warning',
    'Dropbox is not started when the computer boots.',
    'Run "parts autostart add dropbox".',
    data,
  )
}
