import { closeSync, fstatSync, fsync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { DiskError, type OpenFile } from '../../ports/files.ts'
import { attempt, attemptAsync } from './disk-error.ts'
import { fileStats } from './file-stats.ts'

const fsyncAsync = promisify(fsync)

/**
 * What an open file and an open folder have in common. The system gives the number of a closed one to what is opened next, so nothing is ever
 * done with a number that is closed, and nothing is closed that is in use.
 */
export interface Descriptor extends Pick<OpenFile, 'stats' | 'sync' | 'close' | typeof Symbol.asyncDispose> {
  /** Calls with its number, at once. Throws DiskError, `io` when it is closed. */
  call<Value>(work: (descriptor: number) => Value): Value
  /** Calls with its number and lets closing wait for the answer. Throws DiskError, `io` when it is closed. */
  callAsync<Value>(work: (descriptor: number) => Promise<Value>): Promise<Value>
}

/** Opens what stands at a path, with these flags of open(2); by way of another path to it where one is given. Throws DiskError. */
export function openDescriptor(path: string, flags: number, mode?: number, way = path): Descriptor {
  const descriptor = attempt(path, () => openSync(way, flags, mode))
  let inUse: Set<Promise<unknown>> | undefined
  let open = true
  const refuseWhenClosed = (): void => {
    if (!open) throw new DiskError('io', path, { message: 'it is closed', errno: 'EBADF' })
  }
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    if (inUse !== undefined && inUse.size > 0) await Promise.allSettled(inUse)
    attempt(path, () => closeSync(descriptor))
  }
  const call: Descriptor['call'] = (work) => {
    refuseWhenClosed()
    return attempt(path, () => work(descriptor))
  }
  const callAsync: Descriptor['callAsync'] = async (work) => {
    refuseWhenClosed()
    const answer = attemptAsync(path, () => work(descriptor))
    inUse ??= new Set()
    inUse.add(answer)
    try {
      return await answer
    } finally {
      inUse.delete(answer)
    }
  }
  return {
    call,
    callAsync,
    stats: async () => call((number) => fileStats(fstatSync(number))),
    sync: () => callAsync(fsyncAsync),
    close,
    [Symbol.asyncDispose]: close,
  }
}
