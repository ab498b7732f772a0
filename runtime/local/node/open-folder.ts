import { constants, fstatSync, lstatSync, type Stats } from 'node:fs'
import { DiskError, type OpenFolder } from '../../ports/files.ts'
import { openDescriptor } from './descriptor.ts'
import { attempt } from './disk-error.ts'

let descriptorsLead: boolean | undefined

/**
 * Opens a folder; see `Files.openFolder`. Paths through `/proc/self/fd` mean this very folder, as openat(2) would. Where /proc is
 * not mounted (`useDescriptorPaths` false), `at` compares device and inode of the path with those of the open folder instead.
 */
export function openFolderAt(path: string, useDescriptorPaths?: boolean): OpenFolder {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const { call, stats, sync, close, [Symbol.asyncDispose]: dispose } = openDescriptor(path, flags)
  const throughDescriptor = useDescriptorPaths ?? call(canUseDescriptors)
  return {
    ...{ stats, sync, close, [Symbol.asyncDispose]: dispose },
    at(name) {
      if (throughDescriptor) return call((number) => `/proc/self/fd/${number}/${name}`)
      const there = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }))
      const own = call((number) => fstatSync(number))
      if (there === undefined || !isSame(there, own)) throw new DiskError('changed', path)
      return `${path}/${name}`
    },
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
