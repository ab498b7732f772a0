import { isSettled } from '../agreement.ts'
import type { PathKey } from '../path.ts'
import type { SyncedEntry, TreeView, Triple } from '../tree.ts'
import type { Restored } from './keep.ts'

/**
 * The three trees as they would be with another Synced tree for the paths in question. What is unsettled is told of those paths alone, and
 * nothing counts as moved.
 */
export function withSynced(
  view: TreeView,
  { tops, covers }: Restored,
  synced: ReadonlyMap<PathKey, SyncedEntry>,
): TreeView {
  const over = (path: PathKey, triple: Triple): Triple =>
    covers(path) ? { ...triple, synced: synced.get(path) } : triple

  const below = function* (path: PathKey, triple: Triple): Generator<readonly [PathKey, Triple]> {
    if (path !== '' && !covers(path)) return
    if (path !== '' && !isSettled(triple, view.wanted(path))) yield [path, triple]
    for (const [child, inner] of view.children(path)) yield* below(child, over(child, inner))
  }

  return {
    ...view,
    get: (path) => over(path, view.get(path)),
    *unsettled() {
      for (const top of tops) yield* below(top, over(top, view.get(top)))
    },
    *children(folder) {
      for (const [path, triple] of view.children(folder)) yield [path, over(path, triple)]
    },
    syncedWithId: () => undefined,
    syncedWithInode: () => undefined,
  }
}
