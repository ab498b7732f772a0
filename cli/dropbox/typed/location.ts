import { realpath } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { placeOf, placeReached, type SyncedFolders } from '../../../runtime/agent/place.ts'
import { type DisplayPath, isWithin, keyOf } from '../../../runtime/core/path.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible } from '../../terminal/text.ts'

/** The Dropbox folder and what is mapped into it, as absolute paths; `currentFolder` is where the command was typed. */
export type Locations = SyncedFolders & {
  /** without symlinks, as the system gives it */
  readonly currentFolder: string
}

/** The locations of a box whose folders are known, as from a report. */
export async function locationsOf(
  { folder, mappings }: Pick<Locations, 'folder' | 'mappings'>,
  currentFolder: string,
): Promise<Locations> {
  const realFolder = await realpath(folder).catch(() => folder)
  return { currentFolder, folder, realFolder, mappings }
}

/**
 * The place in Dropbox that a person means by `typed`: a path on the box, inside the Dropbox folder or a mapped folder,
 * absolute or from the current folder; else a path in Dropbox. Throws UsageError for a path that leads out of the folder.
 */
export function placeInDropbox(typed: string, locations: Locations): DisplayPath {
  const onBox = placeOnBox(typed, locations)
  if (onBox !== undefined) return onBox
  const leadsOut =
    typed.split('/').includes('..') || placeOf(locations.currentFolder, locations) !== undefined
  if (leadsOut && !typed.startsWith('/'))
    throw new UsageError(`"${visible(typed)}" is not in your Dropbox folder (${visible(locations.folder)}).`)
  const path = resolve('/', typed)
  return path === '/' ? '' : path
}

/** The place in Dropbox of a path on the box, by whatever way it leads there; undefined for what is in no folder that syncs. Throws DiskError. */
export function placeOnBox(typed: string, locations: Locations): DisplayPath | undefined {
  return placeReached(resolve(locations.currentFolder, typed), locations)
}

/** The mapping in which a place in Dropbox lies, and where on the box the place is; undefined outside of the mapped folders. */
export function mappingOf(
  place: DisplayPath,
  { mappings }: Locations,
): { readonly name: string; readonly target: string; readonly place: string } | undefined {
  const mapping = mappings.find(({ name }) => isWithin(keyOf(place), keyOf(`/${name}`)))
  if (mapping === undefined) return undefined
  const { name, target } = mapping
  const end = place.indexOf('/', 1)
  return { name, target, place: end === -1 ? target : target + place.slice(end) }
}

/** A folder on the box that syncs: the Dropbox folder, or a mapped one. */
export interface Root {
  /** Its place in Dropbox: `''`, or `/name`. */
  readonly place: DisplayPath
  /** Where it is, absolute. */
  readonly folder: string
}

/** The Dropbox folder, and each mapped one. */
export function rootsOf({ realFolder, mappings }: Locations): Root[] {
  return [
    { place: '', folder: realFolder },
    ...mappings.map(({ name, target }) => ({ place: `/${name}`, folder: target })),
  ]
}

/** The root in which a place in Dropbox lies, and where below it (`/a/b`, `''` for itself). */
export function rootOf(place: DisplayPath, locations: Locations): Root & { readonly below: DisplayPath } {
  const mapping = mappingOf(place, locations)
  if (mapping === undefined) return { place: '', folder: locations.realFolder, below: place }
  const { name, target } = mapping
  return { place: `/${name}`, folder: target, below: mapping.place.slice(target.length) }
}

/** How a person would type a place in Dropbox from the current folder; `.` for the folder they are in. */
export function typedFromHere(place: DisplayPath, locations: Locations): string {
  const mapping = mappingOf(place, locations)
  const path =
    mapping && isWithin(locations.currentFolder, mapping.target)
      ? mapping.place
      : locations.realFolder + place
  return relative(locations.currentFolder, path) || '.'
}
