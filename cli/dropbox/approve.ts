import type { Command } from 'commander'
import type { Mapping, Waiting } from '../../runtime/agent/control.ts'
import { syncingPaused } from '../../runtime/agent/errors.ts'
import { describeHalt } from '../../runtime/engine/describe/halt.ts'
import type { Halt, SyncStatus } from '../../runtime/engine/status.ts'
import { confirm } from '../terminal/confirm.ts'
import { grouped } from '../terminal/text.ts'
import { listPaths } from './approve/list-paths.ts'
import { lostLinks } from './approve/lost-links.ts'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const otherwise = '"dropbox approve --yes" approves this without asking.'

/** `dropbox approve`: shows what the agent holds back, asks, and lets that go on. */
export function approve(surroundings: Surroundings): Command {
  const { terminal, paths } = surroundings
  return verb('approve', 'Let Dropbox go on where it waits for you, such as before a large deletion')
    .option('-y, --yes', 'do not ask')
    .option('-a, --all', 'show every name, however many there are')
    .action(async (options: { yes?: true; all?: true }, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      await using control = await openRunning(paths, 'what waits for you is known')
      const waiting = await control.waiting()
      const { halts } = waiting
      const most = options.all ? Number.POSITIVE_INFINITY : undefined
      if (!json && halts.length > 0) {
        const { mappings } = await control.report()
        // A person who is asked must see what for; without a question it only tells what goes on.
        const tell = options.yes ? terminal.narrate : terminal.print
        for (const line of halts.flatMap((halt) => linesOf(halt, waiting, mappings, most))) tell(line)
      }
      // Who reads JSON is no person to ask: without --yes it is a look at what waits.
      const approved =
        halts.length > 0 &&
        (options.yes === true || (!json && (await confirm(terminal, { json, otherwise }))))
      if (approved) await control.approve(waiting)
      else if (halts.length > 0) surroundings.exitCode = 1
      if (json) terminal.printJson({ ...waiting, approved })
      else if (halts.length === 0) {
        const { status } = await control.report()
        if (status.state === 'paused') throw syncingPaused()
        terminal.narrate(nothingWaits(status))
      } else terminal.narrate(approved ? 'Dropbox goes on.' : 'Nothing was changed.')
    })
}

function linesOf(
  halt: Halt,
  { deletions, additions }: Waiting,
  mappings: readonly Mapping[],
  most: number | undefined,
): string[] {
  switch (halt.reason) {
    case 'mass-deletion': {
      const { side, files, of } = halt
      const paths = deletions.filter((deletion) => deletion.side === side).flatMap(({ paths }) => paths)
      return [
        side === 'local'
          ? `${grouped(files)} of ${grouped(of)} files are gone from Dropbox. Going on deletes them on this computer too:`
          : `${grouped(files)} of ${grouped(of)} files are gone from this computer. Going on deletes them in Dropbox too:`,
        ...listPaths(paths, most),
        side === 'local'
          ? 'To have them in Dropbox again instead, name them, or their folder, to "dropbox restore".'
          : 'To have them here again instead, name them to "dropbox exclude add", and then to "dropbox exclude remove".',
      ]
    }
    case 'too-many-files':
      return [
        `${grouped(additions.length)} files are new on this computer. Going on sends them to Dropbox:`,
        ...listPaths(additions, most),
      ]
    default:
      return [
        describeHalt(halt),
        'Going on unites what is there now with Dropbox: nothing is deleted on either side.',
        ...lostLinks(halt, mappings),
      ]
  }
}

/** That nothing waits for a person, which is not the last word while the agent still looks at both sides. */
export function nothingWaits({ state }: SyncStatus): string {
  const stillLooks = state === 'starting' || state === 'listing' || state === 'checking'
  return stillLooks
    ? 'Nothing waits for your approval so far. Dropbox is still looking for changes: ask again when "dropbox status" says that it is done.'
    : 'Nothing waits for your approval.'
}
