import type { Control } from '../../../runtime/agent/control.ts'
import { stillExcludedIn, withoutPlace, withPlace } from '../../../runtime/core/choice.ts'
import { type DisplayPath, isWithin, keyOf } from '../../../runtime/core/path.ts'
import type { SelectionRule } from '../../../runtime/core/selection.ts'
import { statsAt } from '../../../runtime/local/node/file-stats.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible } from '../../terminal/text.ts'
import type { LinkedControl } from '../open-control.ts'
import { remoteItemAt } from '../typed/in-dropbox.ts'
import { type Locations, locationsOf, mappingOf, placeInDropbox } from '../typed/location.ts'
import { type KeptFile, keptFiles } from './kept-files.ts'
import { bytesToCome } from './room.ts'

/** What became of a choice. */
export interface Changed {
  /** In Dropbox's own spelling, in the order in which they were named. */
  readonly places: readonly DisplayPath[]
  readonly locations: Locations
  /** What stays on the computer at places that are to leave it. */
  readonly kept: readonly KeptFile[]
  /** What stays away below places that are to come, since it is excluded by itself. */
  readonly stillExcluded: readonly DisplayPath[]
  /** Bytes that come to the computer with it. */
  readonly needed: number
}

/**
 * Takes what a person named off the computer, or brings it there. `typed` are paths as `placeInDropbox` takes them. Throws UsageError, and changes
 * nothing, when one of them is nowhere, or holds a linked folder and is to leave.
 */
export async function changeChoice(
  { control, report }: LinkedControl,
  wish: 'include' | 'exclude',
  typed: readonly string[],
  currentFolder: string,
): Promise<Changed> {
  const locations = await locationsOf(report, currentFolder)
  const before = await control.selection()
  const places: DisplayPath[] = []
  let rules = before
  for (const word of typed) {
    const place = await knownPlace(word, control, rules, locations)
    if (wish === 'exclude') refuseMapped(place, locations)
    places.push(place)
    rules = wish === 'exclude' ? withoutPlace(rules, place) : withPlace(rules, place)
  }
  // Before the choice is made: then files begin to leave.
  const kept = wish === 'exclude' ? await keptIn(places, control, locations) : []
  const needed = wish === 'include' ? await bytesToCome(control, rules, places) : 0
  if (rules !== before) await control.select(rules, before)
  const stillExcluded = wish === 'include' ? stillExcludedIn(rules, places) : []
  return { places, locations, kept, stillExcluded, needed }
}

/** What stays at excluded places of the Dropbox folder, each file once; linked folders keep everything. */
export async function keptIn(
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
  const inDropbox = await remoteItemAt(control, place)
  if (inDropbox) return inDropbox.path
  if (rules.some((rule) => isWithin(rule.path, path))) return place
  if (statsAt(locations.folder + place) !== undefined) return place
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
