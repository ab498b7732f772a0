import { isWithin, type PathKey } from '../../core/path.ts'
import type { RemoteChange } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import { storedList } from './stored-list.ts'

/**
 * Folders that were moved in Dropbox for the box, and of whose content the delta has not told yet.
 * What Dropbox holds in them is not what the Remote tree knew before: somebody may have changed it just before the move, and the delta
 * tells of that under the old path only. So the Remote tree forgets it, and nothing is planned there until the delta, which names
 * everything below the new path (/files/list_folder), has been read to its end.
 */
export interface MovedFolders {
  /** A folder was moved. To be called in the transaction that records it. */
  moved(from: PathKey, to: PathKey): void
  /** A line of the delta. To be called in the transaction that applies it. */
  told(change: RemoteChange): void
  /** The delta was read to its end; `anew` when it was a full listing. To be called in the transaction of its last page. */
  drained(anew: boolean): void
  /** Whether the delta has something left to tell of. */
  waiting(): boolean
  /** Whether the content of a moved folder that a path lies in is unknown. */
  covers(path: PathKey): boolean
}

interface Moved {
  readonly from: PathKey
  readonly to: PathKey
  readonly told: boolean
}

const name = 'moved-folders'

export function createMovedFolders(store: Store): MovedFolders {
  const folders = storedList<Moved>(store, name)
  return {
    moved(from, to) {
      folders.put([...folders.current().filter((folder) => folder.to !== to), { from, to, told: false }])
    },
    told(change) {
      const before = folders.current()
      if (before.every((folder) => folder.told || !tellsOf(change, folder))) return
      folders.put(before.map((folder) => (tellsOf(change, folder) ? { ...folder, told: true } : folder)))
    },
    drained(anew) {
      const before = folders.current()
      const waiting = anew ? [] : before.filter(({ told }) => !told)
      if (waiting.length < before.length) folders.put(waiting)
    },
    waiting: () => folders.current().length > 0,
    covers: (path) => folders.known().some(({ to }) => isWithin(path, to)),
  }
}

function tellsOf({ kind, path }: RemoteChange, { from, to }: Moved): boolean {
  return path === to || (kind === 'deleted' && (isWithin(from, path) || isWithin(to, path)))
}
