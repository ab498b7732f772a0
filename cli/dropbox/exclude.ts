import { lstat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Control } from '../../runtime/agent/control.ts'
import { excluding, including, selectsAllOf } from '../../runtime/core/choice.ts'
import { type DisplayPath, isWithin, keyOf, parentOf } from '../../runtime/core/path.ts'
import type { SelectionRule } from '../../runtime/core/selection.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { excludedPaths } from './excluded.ts'
import { type Locations, locationsOf, placeInDropbox, typedFromHere } from './location.ts'
import { openLinked } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

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
    show(invoked, 'Excluded: ', excluded, await locationsOf(report, currentFolder))
    if (excluded.length === 0 && !invoked.optsWithGlobals<CommonOptions>().json)
      terminal.narrate('No directories are being ignored.')
  }

  async function add(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    await change(typed, invoked, 'Excluded: ', excluding, (path, rules) =>
      rules.some((rule) => rule.path === path && !rule.include),
    )
  }

  async function remove(typed: readonly string[], _: unknown, invoked: Command): Promise<void> {
    await change(typed, invoked, 'No longer excluded: ', including, (path, rules) =>
      selectsAllOf(rules, path),
    )
  }

  async function change(
    typed: readonly string[],
    invoked: Command,
    heading: string,
    choose: (rules: readonly SelectionRule[], display: DisplayPath) => readonly SelectionRule[],
    alreadySo: (path: string, rules: readonly SelectionRule[]) => boolean,
  ): Promise<void> {
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
    if (rules !== before) await control.select(rules)
    show(invoked, heading, places, locations)
  }

  /** Prints the places, and the heading above them when there are any. */
  function show(
    invoked: Command,
    heading: string,
    places: readonly DisplayPath[],
    locations: Locations,
  ): void {
    if (invoked.optsWithGlobals<CommonOptions>().json) terminal.printJson(places)
    else if (places.length > 0) {
      terminal.narrate(heading)
      for (const line of places.map((place) => typedFromHere(place, locations)).sort())
        terminal.print(visible(line))
    }
  }
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
