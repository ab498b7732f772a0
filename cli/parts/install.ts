import { type Installation, installPart } from '../../runtime/box/install.ts'
import type { InstallStep } from '../../runtime/box/install-step.ts'
import { installedParts } from '../../runtime/box/installed.ts'
import { removeOtherVersions } from '../../runtime/box/uninstall.ts'
import { describeFailure } from '../terminal/program.ts'
import { requirePart } from './catalogue.ts'
import type { Command, Context } from './command.ts'
import { startOrExplain } from './start.ts'

const narration: { [Step in InstallStep]?: string } = {
  'waiting for another installation': '=> Waiting for another installation to end...',
  installing: '=> Installing...',
  activating: '=> Activating...',
}

/** `parts install`: also repairs, and upgrades in place. */
export const install: Command = {
  name: 'install',
  summary: 'Install one or many packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  options: [{ name: '--source', does: 'Install from source' }],
  async run(context, names, options) {
    const { terminal } = context
    const parts = names.map(requirePart)
    if (options.has('--source'))
      terminal.warn('parts: --source changes nothing here: the part is packed ready to run.')
    for (const { name } of parts) await installAndRestart(context, name)
    for (const { name, tips } of parts) {
      terminal.narrate(`${terminal.style(['red', 'bold'], `============ ${name} ============`)}\n${tips}`)
    }
    return 0
  },
}

/**
 * Installs the running version of a part and says so; agents of an older one go on as the new one.
 * Throws when one of them does not start; the part is installed then all the same.
 */
export async function installAndRestart(context: Context, name: string): Promise<void> {
  const { terminal, paths, agentOf, services } = context
  const running: string[] = []
  for (const service of services()) if (await agentOf(service).isRunning()) running.push(service)
  const installation = await installPart({
    paths,
    onStep: (step) => {
      const line = narration[step]
      if (line) terminal.narrate(line)
    },
  })
  // Another version is there still when an upgrade was cut off before its agent had been replaced.
  const hasOthers = (installedParts(paths).get(name)?.length ?? 0) > 1
  const restarted = installation.changed || hasOthers ? running : []
  // An agent that was running is not left stopped by Ctrl-C, a closed terminal, or a reader that goes away.
  const interrupted = restarted.length > 0 ? terminal.interruptible('patience') : undefined
  for (const service of restarted) {
    terminal.narrate(`=> Stopping ${service}...`)
    await agentOf(service).stop()
  }
  // Only now: the old agent loads code from the folder of its version as it needs it.
  await removeOtherVersions(paths, installation.version)
  warnAboutProblems(terminal, installation)
  terminal.narrate(`=> Installed ${name} ${installation.version}`)
  await startAgain(context, restarted)
  interrupted?.throwIfAborted()
}

/** One that does not start keeps no other from starting; the first failure is thrown at the end. */
async function startAgain({ terminal, agentOf }: Context, services: readonly string[]): Promise<void> {
  const failures: unknown[] = []
  for (const service of services) {
    terminal.narrate(`=> Starting ${service}...`)
    try {
      await startOrExplain(agentOf(service))
      terminal.narrate(`=> Restarted: ${service}`)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

function warnAboutProblems(
  terminal: Context['terminal'],
  { profileProblem, daemonProblem }: Installation,
): void {
  if (daemonProblem !== undefined)
    terminal.warn(`parts: Dropbox's own dropbox.py cannot start it: ${describeFailure(daemonProblem).text}`)
  if (profileProblem === undefined) return
  terminal.warn(`parts: ${describeFailure(profileProblem).text}`)
  terminal.warn(
    'parts: To have the programs on your PATH, add this line to your shell profile: eval "$(parts env)"',
  )
}
