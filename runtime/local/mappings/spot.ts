import { dirname } from 'node:path'
import { type FolderIdentity, identityOf } from '../../core/safety/other-folder.ts'
import { type Files, isDiskError } from '../../ports/files.ts'

/** A file or folder by its path and by what it is: a folder that is mounted once more (`mount --bind`) has a second path. */
export interface Spot {
  /** Absolute, every symlink resolved. */
  readonly path: string
  /** What stands there, and then the folders that its path leads through, the innermost first; empty where that cannot be seen. */
  readonly chain: readonly FolderIdentity[]
}

/** Tells what paths (absolute, resolved) lead to. What was looked at once is not looked at again. */
export function spotFinder(files: Files): (path: string) => Promise<Spot> {
  const seen = new Map<string, FolderIdentity | undefined>()

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

  return async (path) => {
    const chain: FolderIdentity[] = []
    for (let at = path; ; at = dirname(at)) {
      const identity = await identityAt(at)
      if (identity === undefined) return { path, chain: [] }
      chain.push(identity)
      if (at === '/') return { path, chain }
    }
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
