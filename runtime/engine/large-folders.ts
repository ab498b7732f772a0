import type { PathKey } from '../core/path.ts'
import type { Store } from '../ports/store.ts'

/**
 * Folders that Dropbox does not move in one piece, since each holds more than it moves with one call (dropbox-api-spec,
 * RelocationError.too_many_files): what they hold is moved bit by bit instead. Known until the agent ends; the next one is refused once more.
 */
export interface LargeFolders {
  /** Dropbox has refused to move the folder with this id, which is not empty. */
  refused(id: string): void
  /** Whether the folder that is at a path in Dropbox, as far as is known, is one of them. */
  isAt(path: PathKey): boolean
}

export function createLargeFolders(store: Pick<Store, 'get'>): LargeFolders {
  const ids = new Set<string>()
  return {
    refused(id) {
      ids.add(id)
    },
    isAt(path) {
      if (ids.size === 0) return false
      const { remote } = store.get(path)
      return remote?.kind === 'folder' && ids.has(remote.id)
    },
  }
}
