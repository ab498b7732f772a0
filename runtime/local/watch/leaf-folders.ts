import { lstatSync, statfsSync } from 'node:fs'

/** Says that a folder (absolute) holds no folder, without reading it; false where that cannot be told. */
export type IsLeaf = (path: string) => boolean

/** File systems in which each folder has one name more than it holds folders and `.`, by the type that statfs(2) gives (linux/magic.h). */
const counting: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x01021994, // tmpfs
])

/**
 * Tells the leaves of a tree by their number of names: two, its own and `.`, where each folder in it would add its `..` (stat(2), `st_nlink`; GNU find
 * does so too). Some file systems count otherwise, or not at all: in those, and in what is mounted below `root`, no folder is a leaf.
 */
export function leavesBelow(root: string): IsLeaf {
  const device = deviceThatCounts(root)
  return (path) => {
    if (device === undefined) return false
    try {
      const stats = lstatSync(path, { throwIfNoEntry: false })
      return stats?.isDirectory() === true && stats.dev === device && stats.nlink === 2
    } catch {
      // Whoever reads it finds out what is wrong with it.
      return false
    }
  }
}

function deviceThatCounts(root: string): number | undefined {
  try {
    return counting.has(statfsSync(root).type >>> 0) ? lstatSync(root).dev : undefined
  } catch {
    return undefined
  }
}
