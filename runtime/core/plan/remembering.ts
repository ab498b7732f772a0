import type { PathKey } from '../path.ts'
import type { TreeView, Triple } from '../tree.ts'

/** A view that asks for each path once. */
export interface RememberingView extends TreeView {
  /** Whether nothing is unsettled. */
  readonly settled: boolean
}

/** Makes one. The trees must not change while it is in use. */
export function remembering(view: TreeView): RememberingView {
  const unsettled = [...view.unsettled()]
  const triples = new Map<PathKey, Triple>(unsettled)
  return {
    settled: unsettled.length === 0,
    get(path) {
      const known = triples.get(path)
      if (known !== undefined) return known
      const triple = view.get(path)
      triples.set(path, triple)
      return triple
    },
    unsettled: () => unsettled,
    children: (folder) => view.children(folder),
    wanted: (path) => view.wanted(path),
    syncedWithId: (id) => view.syncedWithId(id),
    syncedWithInode: (inode) => view.syncedWithInode(inode),
  }
}
