import { closeSync, constants, fstatSync, fsync, lstatSync, openSync, type Stats } from 'node:fs'
import { promisify } from 'node:util'
import { DiskError, type OpenFolder } from '../../ports/files.ts'
import { attempt, attemptAsync } from './disk-error.ts'
import { fileStats } from './file-stats.ts'

const fsyncAsync = promisify(fsync)

let descriptorsLead: boolean | undefined

/**
 * Opens a folder; see `Files.openFolder`. Paths through `/proc/self/fd` mean this very folder, as openat(2) would. Where /proc is
 * not mounted (`useDescriptorPaths` false), `at` compares device and inode of the path with those of the open folder instead.
 */
export function openFolderAt(path: string, useDescriptorPaths?: boolean): OpenFolder {
  const descriptor = attempt(path, () =>
    openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW),
  )
  const throughDescriptor = useDescriptorPaths ?? canUseDescriptors(descriptor)
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    attempt(path, () => closeSync(descriptor))
  }
  return {
    async stats() {
      return fileStats(attempt(path, () => fstatSync(descriptor)))
    },
    at(name) {
      if (throughDescriptor) return `/proc/self/fd/${descriptor}/${name}`
      const there = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }))
      if (
        there === undefined ||
        !isSame(
          there,
          attempt(path, () => fstatSync(descriptor)),
        )
      )
        throw new DiskError('changed', path)
      return `${path}/${name}`
    },
    sync: () => attemptAsync(path, () => fsyncAsync(descriptor)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Asked of the system once: whether a path below `/proc/self/fd` leads to what the descriptor stands for. */
function canUseDescriptors(descriptor: number): boolean {
  descriptorsLead ??= leadsToItself(descriptor)
  return descriptorsLead
}

function leadsToItself(descriptor: number): boolean {
  try {
    return isSame(lstatSync(`/proc/self/fd/${descriptor}/.`), fstatSync(descriptor))
  } catch {
    // Any failure means the same: /proc is not to be used.
    return false
  }
}

function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino
}
