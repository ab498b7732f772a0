import { DiskError, type Files, isDiskError } from '../../ports/files.ts'

/** A name that every Dropbox client leaves alone, so that what is in it never syncs (see `isIgnoredEverywhere`). */
export const cacheFolderName = '.dropbox.cache'

/** Where a root keeps what belongs to it. All of it lies on the root's own file system, so that link and rename work. */
export interface CacheFolder {
  readonly folder: string
  readonly marker: string
  /** Downloads on their way. */
  readonly staging: string
  /** What a swap has in its hand (see swap/aside.ts); empty at all other times. */
  readonly aside: string
  /** What was taken away, by time. */
  readonly trash: string
}

/** The places inside `root`. Touches no disk. */
export function cacheFolderOf(root: string): CacheFolder {
  const folder = `${root === '/' ? '' : root}/${cacheFolderName}`
  return {
    folder,
    marker: `${folder}/marker.json`,
    staging: `${folder}/staging`,
    aside: `${folder}/aside`,
    trash: `${folder}/trash`,
  }
}

/** Makes the places of `root` that are missing, for this user alone. Throws DiskError `not-a-folder` when something else has one of the names. */
export async function makeCacheFolder(files: Files, root: string): Promise<void> {
  const { folder, staging, aside, trash } = cacheFolderOf(root)
  for (const path of [folder, staging, aside, trash]) await makeFolderOfOurs(files, path)
}

/** Makes one folder of ours; one that is there already is fine. */
export async function makeFolderOfOurs(files: Files, path: string): Promise<void> {
  try {
    await files.mkdir(path, 0o700)
  } catch (error) {
    if (!isDiskError(error, 'exists')) throw error
    if ((await files.lstat(path))?.kind !== 'folder')
      throw new DiskError('not-a-folder', path, { cause: error })
  }
}

/**
 * Runs `call`, which makes something in one of our folders; when the folder is missing (somebody cleaned up) it is made again, once.
 * The cache folder itself is never made again here: without it the root has lost its marker.
 */
export async function inFolderOfOurs<Value>(
  files: Files,
  folder: string,
  call: () => Promise<Value>,
): Promise<Value> {
  try {
    return await call()
  } catch (error) {
    if (!isDiskError(error, 'missing')) throw error
    await makeFolderOfOurs(files, folder)
    return call()
  }
}
