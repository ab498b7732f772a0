import type { DisplayPath } from '../../../runtime/core/path.ts'
import { statsAt } from '../../../runtime/local/node/file-stats.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { countOf, grouped, visible } from '../../terminal/text.ts'
import { type Locations, mappingOf, typedFromHere } from '../typed/location.ts'
import type { Changed } from './change.ts'
import type { KeptFile } from './kept-files.ts'

/** So many files that stay, and so many places that stay away, are told by name. */
const keptNamed = 5

/** Prints places as a person would type them, and the heading above them when there are any. */
export function tellPlaces(
  terminal: Terminal,
  heading: string,
  places: readonly DisplayPath[],
  locations: Locations,
): void {
  if (places.length === 0) return
  terminal.narrate(heading)
  for (const line of places.map((place) => typedFromHere(place, locations)).sort())
    terminal.print(visible(line))
}

/** Tells what was taken off the computer, under `heading`, and what stays there all the same. */
export function tellExcluded(
  terminal: Terminal,
  heading: string,
  { places, locations, kept }: Pick<Changed, 'places' | 'locations' | 'kept'>,
): void {
  const linked = places.filter((place) => mappingOf(place, locations) !== undefined)
  const taken = places.filter((place) => !linked.includes(place))
  tellPlaces(terminal, heading, taken, locations)
  tellPlaces(terminal, 'No longer synced:', linked, locations)
  tellWhatStays(terminal, linked, locations)
  tellWhatIsKept(terminal, kept, locations)
}

/** Tells what stays away in places that are to come, since a person excluded it by itself. */
export function tellStillExcluded(
  terminal: Terminal,
  { stillExcluded, locations }: Pick<Changed, 'stillExcluded' | 'locations'>,
): void {
  if (stillExcluded.length === 0) return
  terminal.narrate('Stays excluded below, as it was excluded by itself:')
  for (const place of stillExcluded.slice(0, keptNamed))
    terminal.narrate(`  ${visible(typedFromHere(place, locations))}`)
  const left = stillExcluded.length - keptNamed
  if (left > 0) terminal.narrate(`  and ${grouped(left)} more`)
}

/** What never was in Dropbox, or was changed since, is not taken off, which a person is to know by name. */
function tellWhatIsKept(terminal: Terminal, kept: readonly KeptFile[], locations: Locations): void {
  if (kept.length === 0) return
  terminal.narrate('Stays on this computer, since Dropbox does not have it as it is here:')
  for (const { path } of kept.slice(0, keptNamed))
    terminal.narrate(`  ${visible(typedFromHere(path, locations))}`)
  const left = kept.length - keptNamed
  if (left > 0) terminal.narrate(`  and ${countOf(left, 'more file')}`)
}

/** Excluding takes nothing out of a linked folder, which a person is to know. */
function tellWhatStays(terminal: Terminal, linked: readonly DisplayPath[], locations: Locations): void {
  const places = linked.flatMap((place) => mappingOf(place, locations)?.place ?? [])
  const staying = places.filter((place) => statsAt(place) !== undefined)
  for (const place of staying.sort())
    terminal.narrate(`Stays on this computer, in a linked folder: ${visible(place)}`)
}
