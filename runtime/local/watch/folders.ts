import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { isIgnoredEverywhere } from '../../core/names.ts'
import type { FoundFolder } from '../../ports/watch.ts'

/** The names of the folders in a folder, symlinks not counted; none when it cannot be read, which the scan tells. */
export function foldersIn(path: string): string[] {
  let entries: Dirent[]
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isDirectory() && !isIgnoredEverywhere(entry.name))
    .map(({ name }) => name)
}

/** Inode, mtime and ctime (ms) of a folder, or undefined when no folder is there. */
export function folderAt(path: string): Omit<FoundFolder, 'name'> | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    return stats?.isDirectory()
      ? { inode: stats.ino, modified: stats.mtimeMs, changed: stats.ctimeMs }
      : undefined
  } catch {
    // What cannot be looked at cannot be watched either.
    return undefined
  }
}
