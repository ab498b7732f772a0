import { closeSync, fsync, openSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { parentPort } from 'node:worker_threads'

/** Files to write, with their contents one after the other in `contents`. */
export interface Order {
  readonly number: number
  readonly files: readonly { readonly path: string; readonly length: number }[]
  readonly contents: Uint8Array
}

/** What the files of an order failed with, in their order. */
export interface Done {
  readonly number: number
  readonly faults: readonly (Fault | undefined)[]
}

/** What node:fs threw. */
export interface Fault {
  readonly code: string | undefined
  readonly message: string
}

const flush = promisify(fsync)

async function carryOut({ number, files, contents }: Order): Promise<Done> {
  let end = 0
  const writing = files.map(({ path, length }) => {
    const start = end
    end += length
    return writeFile(path, contents.subarray(start, end))
  })
  return { number, faults: await Promise.all(writing) }
}

async function writeFile(path: string, content: Uint8Array): Promise<Fault | undefined> {
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
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    return { code, message: error instanceof Error ? error.message : String(error) }
  }
}

// Nothing is thrown here: what fails is told.
parentPort?.on('message', async (order: Order) => parentPort?.postMessage(await carryOut(order)))
