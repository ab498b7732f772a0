import type { PathKey } from '../path.ts'
import type { TreeView, Triple } from '../tree.ts'

/** A view that asks for each path once. The trees must not change while it is in use. */
export function remembering(view: TreeView): TreeView {
  const unsettled = [...view.unsettled()]
  const triples = new Map<PathKey, Triple>(unsettled)
  return {
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
