import type { Command } from 'commander'
import { isWithin, keyOf } from '../../runtime/core/path.ts'
import type { HistoryLine } from '../../runtime/ports/store.ts'
import { moment, visible } from '../terminal/text.ts'
import { describeEntry } from './history/describe-entry.ts'
import { openLinked } from './open-control.ts'
import { durationIn } from './typed/duration.ts'
import { locationsOf, placeInDropbox } from './typed/location.ts'
import { wholeNumber } from './typed/whole-number.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** More than the store keeps. */
const all = 100_000
const usual = 50

/** `dropbox history`: what was synced, when, and by which box, the newest first. */
export function history({ terminal, paths, currentFolder }: Surroundings): Command {
  return verb('history', 'Show what was synced, when, and by which computer')
    .argument('[path]', 'only this file or folder, on this computer or in Dropbox')
    .option('-n, --lines <number>', 'so many lines at most', wholeNumber)
    .option('--since <duration>', 'only the last 30m, 12h, 3d', durationIn)
    .action(
      async (typed: string | undefined, options: { lines?: number; since?: number }, command: Command) => {
        await using linked = await openLinked(paths)
        const about =
          typed === undefined
            ? undefined
            : keyOf(placeInDropbox(typed, await locationsOf(linked.report, currentFolder)))
        const isFiltered = about !== undefined || options.since !== undefined
        const most = options.lines ?? (options.since === undefined ? usual : all)
        const since = options.since === undefined ? 0 : Date.now() - options.since
        const lines = (await linked.control.history(isFiltered ? all : most))
          .filter((line) => line.at >= since && (about === undefined || isAbout(line, about)))
          .slice(0, most)
        if (command.optsWithGlobals<CommonOptions>().json) return terminal.printJson(lines.map(asJson))
        if (lines.length === 0) return terminal.narrate('Nothing was synced.')
        for (const line of linesOf(lines)) terminal.print(line)
      },
    )
}

/** Whether a line tells of a path (a key), of what is in it, or of what it was before. */
function isAbout({ path, detail }: HistoryLine, about: string): boolean {
  return isWithin(keyOf(path), about) || (detail !== undefined && isWithin(keyOf(detail), about))
}

function linesOf(lines: readonly HistoryLine[]): string[] {
  const boxes = new Set(lines.map(({ box }) => box ?? ''))
  const widest = Math.max(...lines.map(({ action }) => action.length))
  const boxWidth = Math.max(...[...boxes].map((box) => box.length))
  return lines.map((line) =>
    [
      moment(line.at),
      line.action.padEnd(widest),
      // Of a single box its name would only be in the way.
      ...(boxes.size > 1 ? [visible(line.box ?? '').padEnd(boxWidth)] : []),
      describeEntry(line),
    ].join('  '),
  )
}

function asJson({ at, action, path, detail, box }: HistoryLine) {
  return { at, action, path, detail: detail ?? null, box: box ?? null }
}
