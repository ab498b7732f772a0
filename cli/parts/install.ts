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
 * Installs the running version of a part and says so; an agent of an older one goes on as the new one.
 * Throws when that one does not start; the part is installed then all the same.
 */
export async function installAndRestart({ terminal, paths, agent }: Context, name: string): Promise<void> {
  const wasRunning = await agent.isRunning()
  const installation = await installPart({
    paths,
    onStep: (step) => {
      const line = narration[step]
      if (line) terminal.narrate(line)
    },
  })
  // Another version is there still when an upgrade was cut off before its agent had been replaced.
  const hasOthers = (installedParts(paths).get(name)?.length ?? 0) > 1
  const restarts = wasRunning && (installation.changed || hasOthers)
  // An agent that was running is not left stopped by Ctrl-C, a closed terminal, or a reader that goes away.
  const interrupted = restarts ? terminal.interruptible('patience') : undefined
  if (restarts) {
    terminal.narrate(`=> Stopping ${name}...`)
    await agent.stop()
  }
  // Only now: the old agent loads code from the folder of its version as it needs it.
  await removeOtherVersions(paths, installation.version)
  warnAboutProblems(terminal, installation)
  terminal.narrate(`=> Installed ${name} ${installation.version}`)
  if (restarts) {
    terminal.narrate(`=> Starting ${name}...`)
    await startOrExplain(agent)
    terminal.narrate(`=> Restarted: ${name}`)
  }
  interrupted?.throwIfAborted()
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
