import { closeSync, fsync, openSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { answerOrders } from './answer-orders.ts'
import type { Fault, Order } from './new-file-thread.ts'

const flush = promisify(fsync)

/** Writes the files of an order; all at once, since what is flushed side by side costs the disk little more than one of them. */
async function write({ files, contents }: Order): Promise<readonly (Fault | undefined)[]> {
  let end = 0
  const writing = files.map(({ path, length }) => {
    const start = end
    end += length
    return writeOne(path, contents.subarray(start, end))
  })
  return await Promise.all(writing)
}

async function writeOne(path: string, content: Uint8Array): Promise<Fault | undefined> {
  try {
    const descriptor = openSync(path, 'wx')
    try {
      for (let done = 0; done < content.byteLength; )
        done += writeSync(descriptor, content, done, content.byteLength - done, done)
      await flush(descriptor)
    } finally {
      closeSync(descriptor)
    }
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { code, message }
  }
}

answerOrders(write)
