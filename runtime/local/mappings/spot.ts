import { dirname } from 'node:path'
import { type FolderIdentity, identityOf } from '../../core/safety/other-folder.ts'
import { type Files, isDiskError, type Mounted } from '../../ports/files.ts'
import { otherPaths } from './other-paths.ts'

/** A file or folder by its path and by what it is: what is mounted once more (`mount --bind`), or lies in such a folder, has a second path. */
export interface Spot {
  /** Absolute, every symlink resolved. */
  readonly path: string
  /**
   * What stands there, and then the folders that its path leads through, the innermost first, and those that its other paths lead through; empty
   * where that cannot be seen.
   */
  readonly chain: readonly FolderIdentity[]
}

/** Tells what paths (absolute, resolved) lead to. What was looked at once is not looked at again. Throws DiskError when the mounts cannot be read. */
export function spotFinder(files: Files): (path: string) => Promise<Spot> {
  const seen = new Map<string, FolderIdentity | undefined>()
  let mounts: ReadonlyMap<string, Mounted> | undefined

  const identityAt = async (path: string): Promise<FolderIdentity | undefined> => {
    if (seen.has(path)) return seen.get(path)
    try {
      const stats = await files.lstat(path)
      seen.set(path, stats && identityOf(stats))
    } catch (error) {
      if (!isDiskError(error)) throw error
      seen.set(path, undefined)
    }
    return seen.get(path)
  }

  const chainOf = async (path: string): Promise<FolderIdentity[]> => {
    const chain: FolderIdentity[] = []
    for (let at = path; ; at = dirname(at)) {
      const identity = await identityAt(at)
      if (identity === undefined) return []
      chain.push(identity)
      if (at === '/') return chain
    }
  }

  return async (path) => {
    const chain = await chainOf(path)
    const [own] = chain
    if (own === undefined) return { path, chain }
    mounts ??= await files.mountPoints()
    for (const other of otherPaths(mounts, path)) {
      const there = await identityAt(other)
      if (there !== undefined && isSame(own, there)) chain.push(...(await chainOf(other)))
    }
    return { path, chain }
  }
}

/** Whether two spots are one. */
export function isSamePlace(one: Spot, other: Spot): boolean {
  const [first, second] = [one.chain[0], other.chain[0]]
  return one.path === other.path || (first !== undefined && second !== undefined && isSame(first, second))
}

/** Whether `inner` is `folder` or lies in it. */
export function holds(folder: Spot, inner: Spot): boolean {
  const below = folder.path === '/' ? '/' : `${folder.path}/`
  if (inner.path === folder.path || inner.path.startsWith(below)) return true
  const own = folder.chain[0]
  return own !== undefined && inner.chain.some((identity) => isSame(own, identity))
}

/** Where the file system keeps birth times they must be equal, too: some give several folders one number. */
function isSame(one: FolderIdentity, other: FolderIdentity): boolean {
  const isBornTogether = one.born === other.born || one.born === 0 || other.born === 0
  return one.device === other.device && one.inode === other.inode && isBornTogether
}
