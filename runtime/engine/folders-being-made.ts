import { ancestorsOf, type PathKey, parentOf } from '../core/path.ts'
import type { LocalEntry, LocalFolder } from '../core/tree.ts'
import type { Store } from '../ports/store.ts'
import type { Places } from './places.ts'

/** The new folders that an upload goes into, as the box had them when it began: Dropbox makes them with the first file that comes into them. */
export interface FoldersBeingMade {
  /** The identity of the root that they lie in. */
  readonly root: string | undefined
  readonly folders: ReadonlyMap<PathKey, LocalFolder>
}

export const noFolders: FoldersBeingMade = { root: undefined, folders: new Map() }

/** Gives the new folders above a path, as they are now. Each folder is looked at once, so that this is good for the uploads of one moment. */
export function foldersBeingMade(
  store: Pick<Store, 'get'>,
  places: Pick<Places, 'rootOf'>,
): (path: PathKey) => FoldersBeingMade {
  const known = new Map<PathKey, FoldersBeingMade>()

  const lookAbove = (path: PathKey): FoldersBeingMade => {
    const folders = new Map<PathKey, LocalFolder>()
    for (const folder of ancestorsOf(path)) {
      const { local, synced } = store.get(folder)
      // All above it are synced since it is.
      if (synced?.kind === 'folder') break
      if (local?.kind === 'folder') folders.set(folder, local)
    }
    return folders.size === 0 ? noFolders : { root: places.rootOf(path)?.identity, folders }
  }

  return (path) => {
    const folder = parentOf(path)
    const making = known.get(folder) ?? lookAbove(path)
    known.set(folder, making)
    return making
  }
}

/**
 * The folders above a path that an upload made in Dropbox and the box had then, whatever has become of them. None where another folder has been linked
 * since: of that one they tell nothing.
 */
export function foldersMade(
  { root, folders }: FoldersBeingMade,
  path: PathKey,
  places: Pick<Places, 'rootOf'>,
): ReadonlyMap<PathKey, LocalFolder> {
  return root === places.rootOf(path)?.identity ? folders : noFolders.folders
}

/**
 * Says of a path on the box whether it is, or lies in, a new folder that has left the place where transfers under way make it in Dropbox. Once they
 * have ended, Dropbox can move it after; what was sent to its new place before would be in both.
 */
export function leftWhileMade(
  store: Pick<Store, 'get'>,
  underWay: Iterable<{ readonly making: FoldersBeingMade }>,
): (path: PathKey) => boolean {
  const seen = new Set([noFolders])
  const left = new Map<number, LocalFolder>()
  for (const { making } of underWay) {
    if (seen.has(making)) continue
    seen.add(making)
    // Where something else stands by now, Dropbox cannot move it.
    for (const [path, folder] of making.folders)
      if (store.get(path).local === undefined) left.set(folder.inode, folder)
  }
  const isLeft = (path: PathKey): boolean => {
    const { local } = store.get(path)
    return local !== undefined && isSameFolder(local, left.get(local.inode))
  }
  return (path) => left.size > 0 && (isLeft(path) || [...ancestorsOf(path)].some(isLeft))
}

function isSameFolder(local: LocalEntry | undefined, folder: LocalFolder | undefined): boolean {
  return local?.kind === 'folder' && local.inode === folder?.inode && local.born === folder.born
}
