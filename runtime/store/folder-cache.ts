import type { PathKey } from '../core/path.ts'
import type { Cell } from './database.ts'

/** Where a path's row is, and what the three trees hold there (the cells of row.ts). */
export interface Place {
  readonly id: number
  readonly remote: Cell
  readonly local: Cell
  readonly synced: Cell
}

/** Remembers the rows of folders by path and by id; a path keeps its id for as long as its row is there. */
export interface FolderCache {
  place(path: PathKey): Place | undefined
  path(id: number): PathKey | undefined
  put(path: PathKey, place: Place): void
  /** Follows a change of a row that may be in the cache. */
  update(path: PathKey, place: Place): void
  delete(path: PathKey): void
  clear(): void
}

/** Holds at most `capacity` folders; the one put in first leaves first. */
export function folderCache(capacity: number): FolderCache {
  const places = new Map<PathKey, Place>()
  const paths = new Map<number, PathKey>()
  const forget = (path: PathKey) => {
    const place = places.get(path)
    if (!place) return
    places.delete(path)
    paths.delete(place.id)
  }
  const put = (path: PathKey, place: Place) => {
    places.set(path, place)
    paths.set(place.id, path)
    if (places.size <= capacity) return
    const [oldest] = places.keys()
    if (oldest !== undefined) forget(oldest)
  }
  return {
    place: (path) => places.get(path),
    path: (id) => paths.get(id),
    put,
    update: (path, place) => {
      if (places.has(path)) put(path, place)
    },
    delete: forget,
    clear: () => {
      places.clear()
      paths.clear()
    },
  }
}
