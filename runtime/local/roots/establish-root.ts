import { type FolderIdentity, identityOf } from '../../core/safety/other-folder.ts'
import { DiskError, type Files } from '../../ports/files.ts'
import { syncFolder } from '../small-file.ts'
import { cacheFolderOf, makeCacheFolder } from './cache-folder.ts'
import { type Marker, writeMarker } from './marker.ts'
import { excludeFromRepository, type RepositoryExclude } from './repository-exclude.ts'

/** A root that can be synced from now on. */
export interface EstablishedRoot {
  readonly folder: FolderIdentity
  /** What was done to keep our folder out of the view of a repository whose working tree this is. */
  readonly repository: RepositoryExclude
}

/**
 * Makes `folder` (absolute, resolved) a root: its cache folder with marker, staging and trash, fsynced. Only to be called for a root
 * that the index knows nothing of, or when a person said that this is the one: a marker made anew over a lost one undoes its purpose.
 */
export async function establishRoot(files: Files, folder: string, marker: Marker): Promise<EstablishedRoot> {
  const there = await files.lstat(folder)
  if (there === undefined) throw new DiskError('missing', folder)
  if (there.kind !== 'folder') throw new DiskError('not-a-folder', folder)
  await makeCacheFolder(files, folder)
  await writeMarker(files, folder, marker)
  await syncFolder(files, cacheFolderOf(folder).folder)
  await syncFolder(files, folder)
  return {
    folder: identityOf((await files.lstat(folder)) ?? there),
    repository: await excludeFromRepository(files, folder),
  }
}
