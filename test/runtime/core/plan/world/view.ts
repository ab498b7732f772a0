import { isSettled } from '../../../../../runtime/core/agreement.ts'
import { depthOf } from '../../../../../runtime/core/path.ts'
import type { Selection } from '../../../../../runtime/core/selection.ts'
import type { TreeView, Triple } from '../../../../../runtime/core/tree.ts'
import type { Trees } from './trees.ts'

/** What the planner sees of the trees. */
export function viewOf({ remote, local, synced }: Trees, wanted: () => Selection): TreeView {
  const triple = (path: string): Triple => ({
    remote: remote.get(path),
    local: local.get(path),
    synced: synced.get(path),
  })
  /** Each path once. */
  const paths = (): string[] => {
    const all = [...remote.keys()]
    for (const path of local.keys()) if (!remote.has(path)) all.push(path)
    for (const path of synced.keys()) if (!remote.has(path) && !local.has(path)) all.push(path)
    return all
  }
  return {
    get: triple,
    unsettled() {
      const isWanted = wanted()
      const found: { readonly path: string; readonly depth: number; readonly triple: Triple }[] = []
      for (const path of paths()) {
        const own = triple(path)
        if (!isSettled(own, isWanted(path))) found.push({ path, depth: depthOf(path), triple: own })
      }
      found.sort((one, other) => one.depth - other.depth || (one.path < other.path ? -1 : 1))
      return found.map((one) => [one.path, one.triple] as const)
    },
    children(folder) {
      const found: (readonly [string, Triple])[] = []
      for (const path of paths()) if (isIn(path, folder)) found.push([path, triple(path)])
      return found.sort(([one], [other]) => (one < other ? -1 : 1))
    },
    wanted: (path) => wanted()(path),
    syncedWithId(id) {
      for (const [path, entry] of synced) if (entry.id === id) return path
      return undefined
    },
    syncedWithInode(inode) {
      for (const [path, entry] of synced) if (entry.inode === inode) return path
      return undefined
    },
  }
}

/** Whether a folder holds a path, and not a folder in it. */
function isIn(path: string, folder: string): boolean {
  return path.length > folder.length && path.lastIndexOf('/') === folder.length && path.startsWith(folder)
}
