import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** What must be free, bytes: some tests write tens of megabytes, and others run beside them. */
const room = 2 * 1024 ** 3

let found: string | undefined

/**
 * The folder for temporary files of tests that are not about the disk: in memory (tmpfs, in which flushing costs nothing) where this machine has
 * room there, otherwise the usual one. What is about the disk itself, about kills and about installed programs stays on the usual one.
 */
export function quickDisk(): string {
  found ??= inMemory('/dev/shm') ?? tmpdir()
  return found
}

function inMemory(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK)
    const { type, bavail, bsize } = statfsSync(folder)
    // Of tmpfs: /dev/shm is a plain folder of the root file system on some machines (statfs(2)).
    return type === 0x01021994 && bavail * bsize >= room ? folder : undefined
  } catch {
    return undefined
  }
}
