import { readFile } from 'node:fs/promises'
import { Argument, type Command } from 'commander'
import type { ConflictPair, ConflictSide, KeepOfPair } from '../../runtime/agent/conflicts/pair.ts'
import type { Control } from '../../runtime/agent/control.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { UsageError } from '../terminal/errors.ts'
import { printDiff } from '../terminal/print-diff.ts'
import { moment, size, visible } from '../terminal/text.ts'
import { type ComparedFile, diffAsJson, textDiff } from './diff/text-diff.ts'
import { exitCodesOfDiff } from './exit-codes.ts'
import { openLinked } from './open-control.ts'
import { type Locations, locationsOf, placeInDropbox, typedFromHere } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const words = ['mine', 'theirs', 'both', 'copy', 'original'] as const
type Word = (typeof words)[number]

/** `dropbox conflicts`: the files of which two versions were kept, how they differ, and which is to stay. */
export function conflicts(surroundings: Surroundings): Command {
  const { terminal, paths, currentFolder } = surroundings
  const command = verb('conflicts', 'Show conflict copies, compare them, and keep one version or both')
    .usage('[list | diff PATH | keep WHICH PATH]')
    .action(list)
  command.addCommand(verb('list', 'Show every conflict copy with its original').action(list))
  command.addCommand(
    verb('diff', 'Show how a file differs from its conflict copy')
      .argument('<path>', 'the file or its conflict copy')
      .action(compare),
  )
  command.addCommand(
    verb('keep', 'Keep one version, or both; the other goes to the trash')
      .addArgument(new Argument('<which>', 'which version').choices(words))
      .argument('<path>', 'the file or its conflict copy')
      .action(keep),
  )
  return command

  async function list(_: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const pairs = await linked.control.conflicts(true)
    if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson(pairs.map(asJson))
    const locations = await locationsOf(linked.report, currentFolder)
    for (const line of linesOf(pairs, locations)) terminal.print(line)
    if (pairs.length === 0) terminal.narrate('No conflicts.')
  }

  async function compare(typed: string, _: unknown, invoked: Command): Promise<void> {
    const { json } = invoked.optsWithGlobals<CommonOptions>()
    await using linked = await openLinked(paths)
    const locations = await locationsOf(linked.report, currentFolder)
    const pairs = await pairsAt(typed, linked.control, locations, true)
    const compared = await Promise.all(
      pairs.map(async ({ copy, original }) => ({
        ...{ copy, original },
        ...(original === undefined ? { equal: false, lines: undefined } : await differences(original, copy)),
      })),
    )
    surroundings.exitCode = compared.every(({ equal }) => equal)
      ? exitCodesOfDiff.equal
      : exitCodesOfDiff.different
    if (json)
      return terminal.printJson(
        compared.map(({ copy, original, equal, lines }) => ({
          ...{ copy: copy.path, original: original?.path ?? null, equal },
          diff: diffAsJson(lines),
        })),
      )
    for (const { copy, original, lines } of compared) {
      if (original === undefined) terminal.print(`${visible(copy.path)} has no original here.`)
      else if (lines === undefined)
        terminal.print(`Binary files differ: ${described(original)}, and ${described(copy)}.`)
      else await printDiff(terminal, lines)
    }
  }

  async function keep(word: Word, typed: string, _: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const { control, report } = linked
    const locations = await locationsOf(report, currentFolder)
    const [pair, ...others] = await pairsAt(typed, control, locations, false)
    if (pair === undefined || others.length > 0)
      throw new UsageError(
        `There are ${others.length + 1} conflict copies of "${visible(typed)}". Name the copy: "dropbox conflicts" lists them.`,
      )
    const { copy, original } = pair
    const seen = { path: copy.path, copy: copy.version, original: original?.version }
    const { kept, trashed } = await control.resolve(meant(word, pair), seen)
    if (invoked.optsWithGlobals<CommonOptions>().json)
      return terminal.printJson({ kept, trashed: trashed ?? null })
    for (const path of kept) terminal.narrate(`Kept: ${visible(typedFromHere(path, locations))}`)
    if (trashed !== undefined) terminal.narrate('The other version is in the trash: "dropbox trash".')
  }
}

/** The pairs that a path is one of. Throws UsageError when it is of none. */
async function pairsAt(
  typed: string,
  control: Control,
  locations: Locations,
  show: boolean,
): Promise<readonly ConflictPair[]> {
  const key = keyOf(placeInDropbox(typed, locations))
  const pairs = await control.conflicts(show)
  const copies = pairs.filter(({ copy }) => keyOf(copy.path) === key)
  const found =
    copies.length > 0
      ? copies
      : pairs.filter(({ original }) => original !== undefined && keyOf(original.path) === key)
  if (found.length > 0) return found
  throw new UsageError(`"${visible(typed)}" is in no conflict. "dropbox conflicts" lists those that are.`)
}

function meant(word: Word, { mine }: ConflictPair): KeepOfPair {
  if (word === 'copy' || word === 'original' || word === 'both') return word
  if (mine === undefined)
    throw new UsageError('Its name does not say whose copy it is. Keep "copy", "original" or "both".')
  const theirs = mine === 'copy' ? 'original' : 'copy'
  return word === 'mine' ? mine : theirs
}

async function differences(
  original: ConflictSide,
  copy: ConflictSide,
): Promise<{ readonly equal: boolean; readonly lines: readonly string[] | undefined }> {
  const [before, after] = [asCompared(original), asCompared(copy)]
  const lines = await textDiff(before, after)
  return { equal: lines?.length === 0, lines }
}

function asCompared({ path, file, size: bytes, modified }: ConflictSide): ComparedFile {
  const label = `${visible(path)}\t${moment(modified, 'seconds')}`
  return { label, bytes, content: () => readFile(file) }
}

function described({ path, size: bytes }: ConflictSide): string {
  return `${visible(path)} (${size(bytes)})`
}

function linesOf(pairs: readonly ConflictPair[], locations: Locations): string[] {
  const rows = pairs.flatMap(({ copy, original, mine }) => [
    ...(original === undefined ? [] : [[typedFromHere(original.path, locations), original, ''] as const]),
    [`  ${typedFromHere(copy.path, locations)}`, copy, mine === 'copy' ? 'yours' : ''] as const,
  ])
  const shown = rows.map(([name, side, remark]) => [visible(name), size(side.size), side, remark] as const)
  const width = Math.max(...shown.map(([name]) => name.length))
  const sizes = Math.max(...shown.map(([, bytes]) => bytes.length))
  return shown.map(([name, bytes, { modified }, remark]) =>
    `${name.padEnd(width)}  ${bytes.padStart(sizes)}  ${moment(modified)}  ${remark}`.trimEnd(),
  )
}

function asJson({ copy, original, by, mine }: ConflictPair) {
  return { copy, original: original ?? null, by: by ?? null, mine: mine ?? null }
}
