import type { Command } from 'commander'
import type { PendingDeletions } from '../../runtime/agent/control.ts'
import { describeHalt } from '../../runtime/engine/describe/halt.ts'
import { type Halt, isApprovable } from '../../runtime/engine/status.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox approve`: shows what the agent holds back, asks, and lets it go on. */
export function approve(surroundings: Surroundings): Command {
  const { terminal, paths } = surroundings
  return verb('approve', 'Let Dropbox go on where it waits for you, such as before a large deletion')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { yes?: true }, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      await using control = await openRunning(paths)
      const { status } = await control.report()
      const halts = status.state === 'halted' ? status.halts.filter(isApprovable) : []
      const deletions = halts.length > 0 ? await control.pendingDeletions() : []
      if (!json) for (const line of halts.flatMap((halt) => linesOf(halt, deletions))) terminal.print(line)
      const approved = halts.length > 0 && (options.yes === true || (await ask()))
      if (approved) await control.approve(deletions)
      else if (halts.length > 0) surroundings.exitCode = 1
      if (json) terminal.printJson({ halts, deletions, approved })
      else terminal.narrate(outcome(halts.length, approved))
    })

  async function ask(): Promise<boolean> {
    if (!terminal.interactive)
      throw new UsageError('Nobody is there to ask. "dropbox approve --yes" approves this without asking.')
    return terminal.askYesNo({ message: 'Go on?', initial: false })
  }
}

function linesOf(halt: Halt, deletions: readonly PendingDeletions[]): string[] {
  if (halt.reason !== 'mass-deletion')
    return [
      describeHalt(halt),
      'Going on unites what is there now with Dropbox: nothing is deleted on either side.',
    ]
  const { side, files, of } = halt
  const paths = deletions.filter((deletion) => deletion.side === side).flatMap((deletion) => deletion.paths)
  return [
    side === 'local'
      ? `${files} of ${of} files are gone from Dropbox. Going on deletes them on this computer too:`
      : `${files} of ${of} files are gone from this computer. Going on deletes them in Dropbox too:`,
    ...paths.toSorted().map((path) => `  ${visible(path)}`),
  ]
}

function outcome(found: number, approved: boolean): string {
  if (found === 0) return 'Nothing waits for your approval.'
  return approved ? 'Dropbox goes on.' : 'Nothing was changed.'
}
