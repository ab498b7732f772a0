import { ancestorsOf, isWithin, nameOf, type PathKey, parentOf } from '../core/path.ts'
import type { TreeView } from '../core/tree.ts'
import type { KnownRoot } from '../ports/store.ts'

/** Where a path of the Dropbox folder stands on the box. Both are absolute. */
export interface Place {
  readonly root: string
  readonly absolute: string
}

/** Finds places on the box, through the mapped folders and the names that the Local tree knows. */
export interface Places {
  /** The place of a path; `name` is used where the path itself is not in the Local tree. Undefined below a folder that is not there. */
  of(path: PathKey, name?: string): Place | undefined
  /** Where something gone from the Local tree was, or would be: what the tree does not know any more is called as Dropbox calls it. */
  formerly(path: PathKey): Place | undefined
  /** The root that a path belongs to: the nearest mapped folder, or the Dropbox folder. */
  rootOf(path: PathKey): KnownRoot | undefined
  /** The root that an absolute path lies in. */
  rootHolding(absolute: string): KnownRoot | undefined
  /** Whether a path is a mapped folder itself. */
  anchored(path: PathKey): boolean
}

export function createPlaces(trees: TreeView, roots: ReadonlyMap<PathKey, KnownRoot>): Places {
  const rootOf = (path: PathKey): KnownRoot | undefined => {
    for (const candidate of [path, ...ancestorsOf(path)]) {
      const root = roots.get(candidate)
      if (root !== undefined) return root
    }
    return roots.get('')
  }

  const absoluteOf = (path: PathKey, root: KnownRoot, name?: string): string | undefined => {
    if (path === root.path) return root.target
    const own = trees.get(path).local?.name ?? name
    const parent = own === undefined ? undefined : absoluteOf(parentOf(path), root)
    return parent === undefined ? undefined : `${parent}/${own}`
  }

  const formerlyAt = (path: PathKey, root: KnownRoot): string => {
    if (path === root.path) return root.target
    const { local, remote, synced } = trees.get(path)
    const name = local?.name ?? remote?.name ?? synced?.name ?? nameOf(path)
    return `${formerlyAt(parentOf(path), root)}/${name}`
  }

  return {
    formerly(path) {
      const root = rootOf(path)
      return root && { root: root.target, absolute: formerlyAt(path, root) }
    },
    of(path, name) {
      const root = rootOf(path)
      const absolute = root && absoluteOf(path, root, name)
      return root && absolute !== undefined ? { root: root.target, absolute } : undefined
    },
    rootOf,
    rootHolding(absolute) {
      let nearest: KnownRoot | undefined
      for (const root of roots.values()) {
        if (!isWithin(absolute, root.target)) continue
        if (nearest === undefined || root.target.length > nearest.target.length) nearest = root
      }
      return nearest
    },
    anchored: (path) => path !== '' && roots.has(path),
  }
}
