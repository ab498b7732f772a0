import { joinPath, keyOf, type PathKey } from '../../core/path.ts'
import type { FileStats, Listed } from '../../ports/files.ts'
import type { FolderLook } from '../../ports/folder-looks.ts'
import type { FoundFolder } from '../../ports/watch.ts'
import type { ScanRequest } from './request.ts'

/** A folder that a scan is to list, under all the names that it has. */
export interface Place {
  readonly absolute: string
  /** From the root, without a leading slash; `''` is the root. */
  readonly relative: string
  readonly key: PathKey
  readonly display: string
  readonly device: number
  readonly inode: number
  /** The Local tree did not know this very folder by this name. */
  readonly fresh: boolean
}

/** A folder in one that was listed. */
export type FolderInside = Pick<Place, 'device' | 'inode' | 'fresh'> & FoundFolder

/** The root of a scan. */
export function rootPlace(request: ScanRequest, stats: FileStats): Place {
  return {
    absolute: request.root,
    relative: '',
    key: request.path,
    display: request.display,
    device: stats.device,
    inode: stats.inode,
    fresh: false,
  }
}

/** A folder in a place, on a file system. */
export function placeIn(
  parent: Place,
  name: string,
  { device, inode, fresh }: Pick<Place, 'device' | 'inode' | 'fresh'>,
): Place {
  return {
    absolute: `${parent.absolute}/${name}`,
    relative: relativeIn(parent, name),
    key: keyIn(parent, name),
    display: joinPath(parent.display, name),
    device,
    inode,
    fresh,
  }
}

/** The path from the root of something in a place. */
export function relativeIn(parent: Place, name: string): string {
  return parent.relative === '' ? name : `${parent.relative}/${name}`
}

/** The key of something in a place. */
export function keyIn(parent: Place, name: string): PathKey {
  return joinPath(parent.key, keyOf(name))
}

/** The folders in one that was listed. */
export function foldersIn(listed: readonly Listed[]): FolderLook['folders'] {
  return listed.flatMap(({ name, stats }) => {
    if (stats?.kind !== 'folder') return []
    const { device, inode, modified, changed } = stats
    return [{ name, device, inode, modified, changed }]
  })
}

/**
 * A folder as it was listed. Written out, since what a spread puts together takes a third more memory: of those in one folder all wait for their turn at once.
 */
export function folderInside(
  name: string,
  { device, inode, modified, changed }: Pick<FileStats, 'device' | 'inode' | 'modified' | 'changed'>,
  fresh: boolean,
): FolderInside {
  return { name, device, inode, modified, changed, fresh }
}

/** The folders in one that is as the Local tree knows it. */
export function knownFolders(folders: FolderLook['folders']): FolderInside[] {
  return folders.map((folder) => folderInside(folder.name, folder, false))
}
