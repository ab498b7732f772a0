import type { ContentHash } from '../../core/tree.ts'
import { DiskError, type FileStats } from '../../ports/files.ts'
import type { NewFile, NewFileWriter } from '../../ports/new-files.ts'
import { asDiskError } from './disk-error.ts'
import { createThread } from './thread.ts'

/** Files to write, with their contents one after the other in `contents`; lengths in bytes, times in ms since 1970. */
export interface Order {
  readonly files: readonly {
    readonly path: string
    readonly length: number
    readonly hash: ContentHash
    readonly modified: number
  }[]
  readonly contents: Uint8Array<ArrayBuffer>
}

/** What became of a file, or what node:fs threw; an error would not keep its code on the way. */
export type Written =
  | { readonly stats: FileStats }
  | 'wrong-content'
  | { readonly fault: { readonly code: string | undefined; readonly message: string } }

/** Fewer files are written sooner than a thread has heard of them. */
const worthAThread = 8

/**
 * Writes many small files on a thread of its own, so that meanwhile others are fetched, put in their places and recorded. Where no thread can be had,
 * and for few files, `here` writes. `program` is what the thread runs.
 */
export function newFileThread(
  here: NewFileWriter,
  program: URL = new URL('./write-new-files.ts', import.meta.url),
): NewFileWriter {
  const thread = createThread<Order, readonly Written[]>(program)
  return {
    async write(wanted) {
      if (wanted.length < worthAThread) return await here.write(wanted)
      const order = orderOf(wanted)
      const written = await thread.ask(order, [order.contents.buffer])
      // Of what a thread made that ended, nobody knows; what is there already is told as such.
      if (written === undefined) return await here.write(wanted)
      return written.map((one, index) => outcomeOf(one, wanted[index]?.path ?? ''))
    },
  }
}

/** The contents go over to the thread: what is sent of a piece of memory otherwise is a copy of all of it. */
function orderOf(wanted: readonly NewFile[]): Order {
  const contents = new Uint8Array(wanted.reduce((sum, { content }) => sum + content.byteLength, 0))
  let end = 0
  const files = wanted.map(({ path, content, hash, modified }) => {
    contents.set(content, end)
    end += content.byteLength
    return { path, length: content.byteLength, hash, modified }
  })
  return { files, contents }
}

function outcomeOf(written: Written, path: string): FileStats | DiskError {
  if (written === 'wrong-content') return new DiskError('wrong-content', path)
  if ('stats' in written) return written.stats
  const { code, message } = written.fault
  return asDiskError(Object.assign(new Error(message), { code }), path)
}
