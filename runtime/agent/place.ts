import { type DisplayPath, isWithin, joinPath, nameOf, parentOf, rebase } from '../core/path.ts'
import { realPathOf } from '../local/node/real-path.ts'
import { isDiskError } from '../ports/files.ts'
import type { Mapping } from './control.ts'

/** Where on the box the Dropbox folder and the linked folders are; absolute paths. */
export interface SyncedFolders {
  /** as it is configured */
  readonly folder: string
  /** the same without symlinks */
  readonly realFolder: string
  readonly mappings: readonly Pick<Mapping, 'name' | 'target'>[]
}

/** The place in Dropbox of an absolute path on the box; undefined outside of the Dropbox folder and the linked folders. */
export function placeOf(
  path: string,
  { folder, realFolder, mappings }: SyncedFolders,
): DisplayPath | undefined {
  for (const spelling of [folder, realFolder]) if (isWithin(path, spelling)) return rebase(path, spelling, '')
  const mapping = mappings.find(({ target }) => isWithin(path, target))
  return mapping && rebase(path, mapping.target, `/${mapping.name}`)
}

/**
 * The same by whatever way a person took: where the path as it stands is in none of these folders, it is followed to where it really leads, as where the home
 * itself is reached by a symlink. The last name is not followed, for a link to a folder is a place of its own; what is not there yet is taken as it is spelled.
 * Throws DiskError.
 */
export function placeReached(
  path: string,
  folders: SyncedFolders,
  realpath: (path: string) => string = realPathOf,
): DisplayPath | undefined {
  const place = placeOf(path, folders)
  if (place !== undefined || path === '/') return place
  let below = `/${nameOf(path)}`
  for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder))
    try {
      return placeOf(joinPath(realpath(folder), below.slice(1)), folders)
    } catch (error) {
      if (!isDiskError(error, 'missing', 'not-a-folder', 'name-too-long')) throw error
      below = `/${nameOf(folder)}${below}`
    }
  // Nothing of the path is there, or it stands at the top of the box: it leads where it says.
  return undefined
}
