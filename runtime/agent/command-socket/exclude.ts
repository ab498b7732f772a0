import { withoutPlace, withPlace } from '../../core/choice.ts'
import { type DisplayPath, isWithin, keyOf, parentOf } from '../../core/path.ts'
import type { SelectionRule } from '../../core/selection.ts'
import { excludedPaths } from '../excluded.ts'
import { type CommandPorts, CommandRefused, placeNamed } from './ports.ts'

/** What of Dropbox is not on the box, as absolute paths where it would be. */
export async function excludedHere({ control }: CommandPorts): Promise<string[]> {
  const { folder } = await control.report()
  const places = await excludedPaths(await control.selection(), (path) => control.remote(path))
  return places.map((place) => folder + place)
}

/** Excludes what is at absolute paths, as `dropbox exclude add` does; gives the paths. Throws CommandRefused. */
export async function excludeFrom(ports: CommandPorts, paths: readonly string[]): Promise<readonly string[]> {
  const { mappings } = await ports.control.report()
  return choose(ports, paths, (place, rules) => {
    const key = keyOf(place)
    if (key === '')
      throw new CommandRefused('The whole Dropbox folder cannot be excluded here: "dropbox exclude add" can.')
    const mapping = mappings.find(({ name }) => isWithin(keyOf(`/${name}`), key))
    if (mapping !== undefined)
      throw new CommandRefused(
        `"${mapping.name}" is linked to ${mapping.target}: "dropbox symlink remove" stops syncing it and keeps its files.`,
      )
    return withoutPlace(rules, place)
  })
}

/** Has what is at absolute paths on the box again, as `dropbox exclude remove` does; gives the paths. Throws CommandRefused. */
export async function includeAgain(
  ports: CommandPorts,
  paths: readonly string[],
): Promise<readonly string[]> {
  return choose(ports, paths, (place, rules) => withPlace(rules, place))
}

/** All of the paths, or none of them where one is refused. */
async function choose(
  ports: CommandPorts,
  paths: readonly string[],
  change: (place: DisplayPath, rules: readonly SelectionRule[]) => readonly SelectionRule[],
): Promise<readonly string[]> {
  const before = await ports.control.selection()
  let rules = before
  for (const path of paths) rules = change(await knownPlace(path, rules, ports), rules)
  if (rules !== before) await ports.control.select(rules, before)
  return paths
}

/** In Dropbox's own spelling, where it has it. */
async function knownPlace(
  path: string,
  rules: readonly SelectionRule[],
  ports: CommandPorts,
): Promise<DisplayPath> {
  const { control, exists } = ports
  const place = await placeNamed(path, ports)
  const key = keyOf(place)
  const items = key === '' ? [] : await control.remote(parentOf(key))
  const inDropbox = items.find((item) => keyOf(item.path) === key)
  if (inDropbox !== undefined) return inDropbox.path
  if (key === '' || rules.some((rule) => isWithin(rule.path, key)) || (await exists(path))) return place
  throw new CommandRefused(`There is no "${place}" in your Dropbox. Check the path and its spelling.`)
}
