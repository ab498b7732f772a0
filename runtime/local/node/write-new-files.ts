import { closeSync, fstatSync, fsync, futimesSync, openSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { contentHashOf } from '../../core/content-hash.ts'
import type { ContentHash } from '../../core/tree.ts'
import { answerOrders } from './answer-orders.ts'
import { fileStats } from './file-stats.ts'
import type { Order, Written } from './new-file-thread.ts'

const flush = promisify(fsync)

/** Writes the files of an order; all at once, since what is flushed side by side costs the disk little more than one of them. */
async function write({ files, contents }: Order): Promise<readonly Written[]> {
  let end = 0
  const writing = files.map(({ path, length, hash, modified }) => {
    const start = end
    end += length
    const content = contents.subarray(start, end)
    return writeOne(path, content, hash, modified)
  })
  return await Promise.all(writing)
}

async function writeOne(
  path: string,
  content: Uint8Array,
  hash: ContentHash,
  modified: number,
): Promise<Written> {
  // What lies in this thread's memory is what will be written.
  if (contentHashOf(content) !== hash) return 'wrong-content'
  try {
    const descriptor = openSync(path, 'wx')
    try {
      for (let done = 0; done < content.byteLength; )
        done += writeSync(descriptor, content, done, content.byteLength - done, done)
      futimesSync(descriptor, modified / 1000, modified / 1000)
      await flush(descriptor)
      return { stats: fileStats(fstatSync(descriptor)) }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { fault: { code, message } }
  }
}

answerOrders(write)
