import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { reserveOf } from '../../core/safety/disk-room.ts'

/**
 * Bytes of a disk that are kept for the index: a file beside it that can be thrown away. On a disk that others filled to the brim, uploads and
 * deletions can still be written down then.
 */
export interface Headroom {
  /** Gives the bytes free, now. False when they were given already. */
  give(): boolean
  /** Takes them again, if the disk has room enough beside the reserve. Never throws: without them all is as on any full disk. */
  restore(): void
}

/** Two write-ahead logs of SQLite's usual size (sqlite.org/pragma.html#pragma_wal_autocheckpoint). */
const size = 8 * 1024 * 1024

/** The headroom of an index file. */
export function headroomOf(indexFile: string): Headroom {
  const file = `${indexFile}.headroom`
  return {
    give() {
      const isThere = existsSync(file)
      rmSync(file, { force: true })
      return isThere
    },
    restore() {
      try {
        if (existsSync(file)) return
        const disk = statfsSync(dirname(file))
        if (disk.bavail * disk.bsize < reserveOf(disk.blocks * disk.bsize) + size) return
        // Nothing that a file system which compresses could make small.
        writeFileSync(`${file}.new`, randomBytes(size), { mode: 0o600 })
        renameSync(`${file}.new`, file)
      } catch {
        // The disk is full again, or cannot be asked: there is none to keep then.
        rmSync(`${file}.new`, { force: true })
      }
    },
  }
}
