import { closeSync, fstatSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import type { OpenFile } from '../../ports/files.ts'
import { attempt, attemptAsync } from './disk-error.ts'
import { fileStats } from './file-stats.ts'

const fsyncAsync = promisify(fsync)

/** What an open file and an open folder have in common. */
export interface Descriptor extends Pick<OpenFile, 'stats' | 'sync' | 'close' | typeof Symbol.asyncDispose> {
  /** Its number, as long as it is open. */
  readonly descriptor: number
}

/** Opens what stands at a path, with these flags of open(2). Throws DiskError. */
export function openDescriptor(path: string, flags: number, mode?: number): Descriptor {
  const descriptor = attempt(path, () => openSync(path, flags, mode))
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    attempt(path, () => closeSync(descriptor))
  }
  return {
    descriptor,
    async stats() {
      return fileStats(attempt(path, () => fstatSync(descriptor)))
    },
    sync: () => attemptAsync(path, () => fsyncAsync(descriptor)),
    close,
    [Symbol.asyncDispose]: close,
  }
}
