import type { LocalFile } from '../core/tree.ts'
import type { FileStats } from '../ports/files.ts'

/** Whether two looks at a file saw the same inode with the same size and both times: nobody wrote to it in between. */
export function isSameVersion(one: FileStats, other: FileStats): boolean {
  return (
    one.inode === other.inode &&
    one.size === other.size &&
    one.modified === other.modified &&
    one.changed === other.changed
  )
}

/**
 * Whether what lies at a path is the file that the Local tree knows. `moved` is for a file that has been renamed or linked since:
 * both set its ctime, so only inode, size and mtime speak. A known `changed` of -1 (see `changedTime`) cannot be compared either.
 */
export function isExpected(found: FileStats | undefined, expected: LocalFile, moved = false): boolean {
  return (
    found?.kind === 'file' &&
    found.inode === expected.inode &&
    found.size === expected.size &&
    found.modified === expected.modified &&
    (moved || expected.changed === -1 || found.changed === expected.changed)
  )
}

/** ms; the coarsest clock of a file system in use (FAT). */
export const coarsestClock = 2000

/**
 * What to keep as the `changed` of a file that was read between two moments: its ctime, or -1 when its mtime is so fresh that a write
 * right after the reading could have left the very same times (git's "racily clean" entries, Documentation/technical/racy-git).
 * -1 equals no ctime, so the next scan reads the file again.
 */
export function changedTime(stats: FileStats, readFrom: number, readUntil: number): number {
  const fresh = stats.modified >= readFrom - coarsestClock && stats.modified <= readUntil + coarsestClock
  return fresh ? -1 : stats.changed
}
