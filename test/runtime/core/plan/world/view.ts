import { isSettled } from '../../../../../runtime/core/agreement.ts'
import { depthOf, parentOf } from '../../../../../runtime/core/path.ts'
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
  const paths = (): Set<string> => {
    const all = new Set(remote.keys())
    for (const path of local.keys()) all.add(path)
    for (const path of synced.keys()) all.add(path)
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
      for (const path of paths())
        if (path !== '' && parentOf(path) === folder) found.push([path, triple(path)])
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
