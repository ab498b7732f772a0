import type { PathKey } from '../../../core/path.ts'
import type { Store } from '../../../ports/store.ts'

/** Knows the roots that have not been the same on both sides since they were taken in. */
export interface FirstSync {
  isOf(root: PathKey): boolean
  /** The first sync of a root begins; may be called in a transaction that fails. */
  begin(root: PathKey): void
  /** It is over, or its root is let go of; may be called in a transaction that fails. */
  end(root: PathKey): void
}

/** Present while the first sync of a root is not over, by root. */
const syncing = (root: PathKey): string => `root-first-sync:${root}`

/** What the store says, read once for each root. */
export function createFirstSync(store: Store): FirstSync {
  const read = new Map<PathKey, boolean>()
  const write = (root: PathKey, value: string | undefined): void => {
    store.setValue(syncing(root), value)
    read.delete(root)
  }
  return {
    isOf(root) {
      const known = read.get(root)
      if (known !== undefined) return known
      const stored = store.value(syncing(root)) !== undefined
      read.set(root, stored)
      return stored
    },
    begin: (root) => write(root, 'yes'),
    end: (root) => write(root, undefined),
  }
}
