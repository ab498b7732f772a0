import { isWithin, type PathKey } from '../../../core/path.ts'
import type { Unsyncable } from '../../../core/safety/displaced.ts'

/**
 * What stands on the box and cannot sync, by the last look at each folder. A folder that cannot be read any more still holds what was seen in
 * it, and one that the agent has moved is known by its old place: only a scan of everything says that something is no more.
 */
export interface UnsyncableItems {
  /** Takes the place of what was seen in a folder before. */
  note(folder: PathKey, items: readonly Unsyncable[]): void
  /** Forgets what was seen in a folder and below it. */
  forget(folder: PathKey): void
  /** Forgets what was seen in these folders. */
  forgetWhere(isMeant: (folder: PathKey) => boolean): void
  /** The folders in which something was seen. */
  folders(): Iterable<PathKey>
  at(inode: number): Unsyncable | undefined
}

/** Items of which there are none yet. */
export function createUnsyncableItems(): UnsyncableItems {
  const unsyncable = new Map<PathKey, readonly Unsyncable[]>()
  let byInode: Map<number, Unsyncable> | undefined

  const forgetWhere = (isMeant: (folder: PathKey) => boolean): void => {
    for (const path of unsyncable.keys()) if (isMeant(path)) unsyncable.delete(path)
    byInode = undefined
  }

  return {
    note(folder, items) {
      if (items.length === 0 && !unsyncable.has(folder)) return
      unsyncable.set(folder, items)
      byInode = undefined
    },
    forget: (folder) => forgetWhere((path) => isWithin(path, folder)),
    forgetWhere,
    folders: () => unsyncable.keys(),
    at(inode) {
      byInode ??= new Map([...unsyncable.values()].flat().map((item) => [item.inode, item]))
      return byInode.get(inode)
    },
  }
}
