import { constants, read, readSync, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Files, OpenFile } from '../../ports/files.ts'
import { openDescriptor } from './descriptor.ts'
import type { HashingThread } from './hashing-thread.ts'
import type { Turns } from './turns.ts'
import { openUncached } from './uncached-writes.ts'

const readAsync = promisify(read)
const writeAsync = promisify(write)

/** Bytes up to which reading at once is cheaper than a hop to the thread pool, and short enough to do in one turn. */
const readAtOnce = 128 * 1024
/** The same for writing, lower since a write may wait for the disk. */
const writeAtOnce = 16 * 1024

// Without O_NONBLOCK, opening a fifo waits for a writer.
const flags = {
  read: constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  write: constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
} satisfies Record<Parameters<Files['openFile']>[1], number>

/** Opens a file; see `Files.openFile`. */
export function openFileAt(
  path: string,
  access: keyof typeof flags,
  mode: number,
  turns: Turns,
  hashing: HashingThread,
): OpenFile {
  const { call, callAsync, ...opened } = openDescriptor(path, flags[access], mode)
  let uncached: ReturnType<typeof openUncached>
  const close = async (): Promise<void> => {
    try {
      await uncached?.close()
    } finally {
      await opened.close()
    }
  }
  const file: OpenFile = {
    ...opened,
    async read(buffer, position) {
      if (buffer.byteLength > readAtOnce) {
        const { bytesRead } = await callAsync((number) =>
          readAsync(number, buffer, 0, buffer.byteLength, position),
        )
        return bytesRead
      }
      const pause = turns()
      if (pause !== undefined) await pause
      return call((number) => readSync(number, buffer, 0, buffer.byteLength, position))
    },
    blockSums: (position, length) =>
      callAsync((descriptor) => hashing.sums({ descriptor, position, length })),
    async write(bytes, position) {
      for (let done = 0; done < bytes.byteLength; ) {
        const rest = bytes.byteLength - done
        const from = done
        if (rest > writeAtOnce) {
          const { bytesWritten } = await callAsync((number) =>
            writeAsync(number, bytes, from, rest, position + from),
          )
          done += bytesWritten
        } else {
          const pause = turns()
          if (pause !== undefined) await pause
          done += call((number) => writeSync(number, bytes, from, rest, position + from))
        }
      }
    },
    uncached: () =>
      call((number) => {
        uncached ??= openUncached(path, file, number)
        return uncached
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
  return file
}
