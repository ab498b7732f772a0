import { type DisplayPath, isWithin, rebase } from '../core/path.ts'
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
