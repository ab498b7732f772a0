import { constants, lstatSync, type Stats, statSync } from 'node:fs'
import { type FileKind, type FileStats, isDiskError } from '../../ports/files.ts'
import { attempt } from './disk-error.ts'

const kinds = new Map<number, FileKind>([
  [constants.S_IFREG, 'file'],
  [constants.S_IFDIR, 'folder'],
  [constants.S_IFLNK, 'symlink'],
  [constants.S_IFIFO, 'fifo'],
  [constants.S_IFSOCK, 'socket'],
])

/** What node:fs tells about a file, as the port has it. */
export function fileStats(stats: Stats): FileStats {
  return {
    kind: kinds.get(stats.mode & constants.S_IFMT) ?? 'device',
    size: stats.size,
    modified: stats.mtimeMs,
    changed: stats.ctimeMs,
    born: stats.birthtimeMs,
    inode: stats.ino,
    device: stats.dev,
    mode: stats.mode & 0o7777,
    links: stats.nlink,
    owner: stats.uid,
    group: stats.gid,
  }
}

/** What lies at a path, or undefined when nothing does. Whatever else keeps it from being looked at is thrown: a DiskError. */
export function statsAt(path: string): FileStats | undefined {
  return unlessNothing(path, () => lstatSync(path, { throwIfNoEntry: false }))
}

/** As `statsAt`, of what a symlink leads to; undefined also where that is not there. */
export function statsBehind(path: string): FileStats | undefined {
  return unlessNothing(path, () => statSync(path, { throwIfNoEntry: false }))
}

function unlessNothing(path: string, look: () => Stats | undefined): FileStats | undefined {
  try {
    const stats = attempt(path, look)
    return stats && fileStats(stats)
  } catch (error) {
    // Below something that is no folder there is nothing either.
    if (isDiskError(error, 'not-a-folder')) return undefined
    throw error
  }
}
