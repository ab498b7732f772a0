import { constants, type Stats } from 'node:fs'
import type { FileKind, FileStats } from '../../ports/files.ts'

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
