import { isWithin, nameOf, type PathKey, parentOf } from '../core/path.ts'
import type { KnownRoot, Store } from '../ports/store.ts'

/** Where a path of the Dropbox folder stands on the box. Both are absolute. */
export interface Place {
  readonly root: string
  readonly absolute: string
}

/** Finds places on the box, through the mapped folders and the names that the Local tree knows. */
export interface Places {
  /** The place of a path; `name` is used where the path itself is not in the Local tree. Undefined below a folder that is not there. */
  of(path: PathKey, name?: string): Place | undefined
  /** The place of something that the Local tree calls `name`: for many in one folder that costs far less than to ask for each. */
  named(path: PathKey, name: string): Place | undefined
  /**
   * Where things gone from the Local tree were, or would be, each in the place of its path: what the tree does not know any more is called as
   * Dropbox calls it.
   */
  formerly(paths: readonly PathKey[]): readonly (Place | undefined)[]
  /** The root that a path belongs to: the nearest mapped folder, or the Dropbox folder. */
  rootOf(path: PathKey): KnownRoot | undefined
  /** The root that an absolute path lies in. */
  rootHolding(absolute: string): KnownRoot | undefined
  /** Whether a path is a mapped folder itself. */
  anchored(path: PathKey): boolean
}

/** So many folders are remembered with the way to them. */
const mostRemembered = 10_000

export function createPlaces(
  store: Pick<Store, 'get' | 'foldersLeft'>,
  roots: ReadonlyMap<PathKey, KnownRoot>,
): Places {
  /** Folders of the Local tree: asked for anew, each would cost its depth. */
  const remembered = new Map<PathKey, Place>()
  let left = store.foldersLeft()

  const rootOf = (path: PathKey): KnownRoot | undefined => {
    let nearest: KnownRoot | undefined
    for (const root of roots.values())
      if (root.path.length >= (nearest?.path.length ?? 0) && isWithin(path, root.path)) nearest = root
    return nearest
  }

  /** Where a folder of the Local tree stands, or a file; undefined for what is not in it. */
  const absoluteOf = (path: PathKey, root: KnownRoot): string | undefined => {
    if (path === root.path) return root.target
    if (store.foldersLeft() !== left || remembered.size > mostRemembered) {
      left = store.foldersLeft()
      remembered.clear()
    }
    const known = remembered.get(path)
    if (known?.root === root.target) return known.absolute
    const { local } = store.get(path)
    const parent = local === undefined ? undefined : absoluteOf(parentOf(path), root)
    if (local === undefined || parent === undefined) return undefined
    const absolute = `${parent}/${local.name}`
    if (local.kind === 'folder') remembered.set(path, { root: root.target, absolute })
    return absolute
  }

  const formerlyAt = (path: PathKey, root: KnownRoot, known: Map<PathKey, string>): string => {
    if (path === root.path) return root.target
    const before = known.get(path)
    if (before !== undefined) return before
    const { local, remote, synced } = store.get(path)
    const name = local?.name ?? remote?.name ?? synced?.name ?? nameOf(path)
    const absolute = `${formerlyAt(parentOf(path), root, known)}/${name}`
    known.set(path, absolute)
    return absolute
  }

  return {
    formerly(paths) {
      const known = new Map<PathKey, string>()
      return paths.map((path) => {
        const root = rootOf(path)
        return root && { root: root.target, absolute: formerlyAt(path, root, known) }
      })
    },
    of(path, name) {
      const root = rootOf(path)
      if (root === undefined) return undefined
      const own = path === root.path || name === undefined ? undefined : (store.get(path).local?.name ?? name)
      const parent = own === undefined ? undefined : absoluteOf(parentOf(path), root)
      const absolute = own === undefined ? absoluteOf(path, root) : parent && `${parent}/${own}`
      return absolute === undefined ? undefined : { root: root.target, absolute }
    },
    named(path, name) {
      const root = rootOf(path)
      if (root === undefined) return undefined
      if (path === root.path) return { root: root.target, absolute: root.target }
      const parent = absoluteOf(parentOf(path), root)
      return parent === undefined ? undefined : { root: root.target, absolute: `${parent}/${name}` }
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
