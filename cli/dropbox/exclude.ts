import { lstat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Control } from '../../runtime/agent/control.ts'
import { excluding, including, selectsAllOf } from '../../runtime/core/choice.ts'
import { type DisplayPath, isWithin, keyOf, parentOf } from '../../runtime/core/path.ts'
import type { SelectionRule } from '../../runtime/core/selection.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { excludedPaths } from './excluded.ts'
import { type KeptFile, keptFiles } from './kept-files.ts'
import { type Locations, locationsOf, mappingOf, placeInDropbox, typedFromHere } from './location.ts'
import { openLinked } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** So many files that stay are told by name. */
const keptNamed = 5

interface Changed {
  readonly places: readonly DisplayPath[]
  readonly locations: Locations
  readonly kept: readonly KeptFile[]
}

/** `dropbox exclude [list|add|remove]`: which folders of Dropbox stay away from the box, with dropbox.py's own outputs. */
export function exclude({ terminal, paths, currentFolder }: Surroundings): Command {
  const summary = 'Choose what stays in Dropbox only, away from this computer'
  const command = verb('exclude', summary).usage('[list | add PATH... | remove PATH...]').action(list)
  command.addCommand(verb('list', 'Show what is excluded').action(list))
  command.addCommand(
    verb('add', 'Exclude files or folders')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(add),
  )
  command.addCommand(
    verb('remove', 'Sync files or folders again')
      .argument('<path...>', 'on this computer or in Dropbox')
      .action(remove),
  )
  return command

  async function list(_: unknown, invoked: Command): Promise<void> {
    await using linked = await openLinked(paths)
    const { control, report } = linked
    const rules = await control.selection()
    const excluded = await excludedPaths(rules, (folder) => control.remote(folder))
    if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson(excluded)
    show('Excluded: ', excluded, await locationsOf(report, currentFolder))
    if (excluded.length === 0) terminal.narrate('No directories are being ignored.')
  }

  async function add(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    const changed = await change(typed, invoked, excluding, (path, rules) =>
      rules.some((rule) => rule.path === path && !rule.include),
    )
    if (changed === undefined) return
    const { places, locations, kept } = changed
    const linked = places.filter((place) => mappingOf(place, locations) !== undefined)
    const taken = places.filter((place) => !linked.includes(place))
    show('Excluded: ', taken, locations)
    show('No longer synced:', linked, locations)
    await tellWhatStays(linked, locations)
    tellWhatIsKept(kept, locations)
  }

  async function remove(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    const changed = await change(typed, invoked, including, (path, rules) => selectsAllOf(rules, path))
    if (changed !== undefined) show('No longer excluded: ', changed.places, changed.locations)
  }

  /** Changes the choice, and gives the places to be told; undefined when they were printed as JSON. */
  async function change(
    typed: readonly string[],
    invoked: Command,
    choose: (rules: readonly SelectionRule[], display: DisplayPath) => readonly SelectionRule[],
    alreadySo: (path: string, rules: readonly SelectionRule[]) => boolean,
  ): Promise<Changed | undefined> {
    await using linked = await openLinked(paths)
    const { control, report } = linked
    const locations = await locationsOf(report, currentFolder)
    const before = await control.selection()
    const places: DisplayPath[] = []
    let rules = before
    for (const word of typed) {
      const place = await knownPlace(word, control, rules, locations)
      if (choose === excluding) refuseMapped(place, locations)
      places.push(place)
      if (!alreadySo(keyOf(place), rules)) rules = choose(rules, place)
    }
    // Before the choice is made: then files begin to leave.
    const kept = choose === excluding ? await keptIn(places, control, locations) : []
    if (rules !== before) await control.select(rules, before)
    if (!invoked.optsWithGlobals<CommonOptions>().json) return { places, locations, kept }
    terminal.printJson(choose === excluding ? { excluded: places, kept } : places)
    return undefined
  }

  /** Prints the places, and the heading above them when there are any. */
  function show(heading: string, places: readonly DisplayPath[], locations: Locations): void {
    if (places.length === 0) return
    terminal.narrate(heading)
    for (const line of places.map((place) => typedFromHere(place, locations)).sort())
      terminal.print(visible(line))
  }

  /** What never was in Dropbox, or was changed since, is not taken off, which a person is to know by name. */
  function tellWhatIsKept(kept: readonly KeptFile[], locations: Locations): void {
    if (kept.length === 0) return
    terminal.narrate('Stays on this computer, since Dropbox does not have it as it is here:')
    for (const { path } of kept.slice(0, keptNamed))
      terminal.narrate(`  ${visible(typedFromHere(path, locations))}`)
    const left = kept.length - keptNamed
    if (left > 0)
      terminal.narrate(`  and ${left.toLocaleString('en-US')} more ${left === 1 ? 'file' : 'files'}`)
  }

  /** Excluding takes nothing out of a linked folder, which a person is to know. */
  async function tellWhatStays(linked: readonly DisplayPath[], locations: Locations): Promise<void> {
    const places = linked.flatMap((place) => mappingOf(place, locations)?.place ?? [])
    const there = await Promise.all(places.map((place) => lstat(place).catch(() => undefined)))
    const staying = places.filter((_, index) => there[index] !== undefined)
    for (const place of staying.sort())
      terminal.narrate(`Stays on this computer, in a linked folder: ${visible(place)}`)
  }
}

/** What stays at excluded places of the Dropbox folder, each file once; linked folders keep everything. */
async function keptIn(
  places: readonly DisplayPath[],
  control: Control,
  locations: Locations,
): Promise<readonly KeptFile[]> {
  const kept = new Map<string, KeptFile>()
  for (const place of places) {
    if (mappingOf(place, locations) !== undefined) continue
    for (const one of await keptFiles(control, locations.realFolder, place)) kept.set(one.path, one)
  }
  return [...kept.values()]
}

/** The place a person means, in Dropbox's own spelling. Throws UsageError when neither Dropbox, the box nor a rule knows it. */
async function knownPlace(
  typed: string,
  control: Control,
  rules: readonly SelectionRule[],
  locations: Locations,
): Promise<DisplayPath> {
  const place = placeInDropbox(typed, locations)
  const path = keyOf(place)
  if (path === '') return place
  const items = await control.remote(parentOf(path))
  const inDropbox = items.find((item) => keyOf(item.path) === path)
  if (inDropbox) return inDropbox.path
  if (rules.some((rule) => isWithin(rule.path, path))) return place
  const onBox = await lstat(locations.folder + place).catch(() => undefined)
  if (onBox) return place
  throw new UsageError(`There is no "${visible(place)}" in your Dropbox. Check the path and its spelling.`)
}

/** A mapped folder is a person's own: it stops syncing by losing its link, and never leaves the box. */
function refuseMapped(place: DisplayPath, { mappings }: Locations): void {
  const mapping = mappings.find(({ name }) => isWithin(keyOf(`/${name}`), keyOf(place)))
  if (mapping)
    throw new UsageError(
      `"${visible(mapping.name)}" is linked to ${visible(mapping.target)}. "dropbox symlink remove ${visible(mapping.name)}" stops syncing it and keeps its files.`,
    )
}
