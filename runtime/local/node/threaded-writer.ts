import { Worker } from 'node:worker_threads'
import type { DiskError } from '../../ports/files.ts'
import type { NewFile, NewFileWriter } from '../../ports/new-files.ts'
import { asDiskError } from './disk-error.ts'
import type { Done, Fault, Order } from './new-file-thread.ts'

/** Fewer files are written sooner than a thread has heard of them. */
const worthAThread = 8

/** ms without work after which the thread ends: it takes some MB that a box at rest has better uses for. */
const patience = 2_000

/** What was given to a thread. */
interface Given {
  readonly wanted: readonly NewFile[]
  readonly answer: (outcome: Outcome | Promise<Outcome>) => void
}

type Outcome = Awaited<ReturnType<NewFileWriter['write']>>

/**
 * Writes many small files on a thread of its own, so that meanwhile others are fetched, put in their places and recorded. The thread is there while
 * there is work. Where none can be had, and for few files, `here` writes. `program` is what the thread runs.
 */
export function threadedWriter(
  here: NewFileWriter,
  program: URL = new URL('./new-file-thread.ts', import.meta.url),
): NewFileWriter {
  const given = new Map<number, Given>()
  let orders = 0
  let thread: Worker | undefined
  let isOutOfReach = false
  let rest: NodeJS.Timeout | undefined

  const ended = (one: Worker): void => {
    if (thread !== one) return
    thread = undefined
    // What it made of these nobody knows; what is there already is told as such.
    for (const [number, { wanted, answer }] of given) {
      given.delete(number)
      answer(here.write(wanted))
    }
  }

  const begin = (): Worker => {
    const one = new Worker(program)
    one.unref()
    one.on('message', ({ number, faults }: Done) => {
      const order = given.get(number)
      given.delete(number)
      order?.answer(
        faults.map((fault, index) => fault && diskErrorOf(fault, order.wanted[index]?.path ?? '')),
      )
      if (given.size > 0) return
      rest = setTimeout(() => {
        thread = undefined
        void one.terminate()
      }, patience)
      rest.unref()
    })
    one.on('error', () => {
      isOutOfReach = true
      ended(one)
    })
    one.on('exit', () => ended(one))
    return one
  }

  return {
    async write(wanted) {
      if (wanted.length < worthAThread || isOutOfReach) return await here.write(wanted)
      clearTimeout(rest)
      thread ??= begin()
      const number = orders++
      const { promise, resolve } = Promise.withResolvers<Outcome>()
      given.set(number, { wanted, answer: resolve })
      const order = orderOf(number, wanted)
      thread.postMessage(order, [order.contents.buffer])
      return await promise
    },
  }
}

/** The contents go over to the thread, and are not copied on the way: what a view is of would be. */
function orderOf(
  number: number,
  wanted: readonly NewFile[],
): Order & { readonly contents: Uint8Array<ArrayBuffer> } {
  const contents = new Uint8Array(wanted.reduce((sum, { content }) => sum + content.byteLength, 0))
  let end = 0
  const files = wanted.map(({ path, content }) => {
    contents.set(content, end)
    end += content.byteLength
    return { path, length: content.byteLength }
  })
  return { number, files, contents }
}

function diskErrorOf({ code, message }: Fault, path: string): DiskError {
  return asDiskError(Object.assign(new Error(message), { code }), path)
}
