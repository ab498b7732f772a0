import { Worker } from 'node:worker_threads'

/** Some bytes of an open file, which stays open until they are hashed. */
export interface Stretch {
  readonly descriptor: number
  readonly position: number
  readonly length: number
}

/** What the thread answers; an error would not keep its code on the way. */
export type Summed =
  | { readonly kind: 'summed'; readonly sums: Uint8Array; readonly bytes: number }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string }

/**
 * A thread that reads and hashes large files while everything else goes on. It is there only while there is something to hash: it takes 14 MB. A
 * second one would take as much again.
 */
export interface HashingThread {
  /**
   * The SHA-256 sums (32 bytes each, one after the other) of the blocks of 4 MiB that a stretch is cut into, and its bytes, fewer than asked for
   * where the file ends before. Undefined where this box lets no thread begin, or ended it. Rejects with what the system said to a read.
   */
  sums(stretch: Stretch): Promise<{ readonly sums: Uint8Array; readonly bytes: number } | undefined>
}

/** A thread that waits so long for the next stretch ends, ms. */
const longestIdle = 1000
/** It has one buffer outside of its heap, and little in it. */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 }

interface Running {
  ask(stretch: Stretch): Promise<Summed | undefined>
}

export function createHashingThread(): HashingThread {
  let running: Running | undefined
  return {
    async sums(stretch) {
      running ??= begin((ended) => {
        if (running === ended) running = undefined
      })
      const answer = await running?.ask(stretch)
      if (answer?.kind === 'failed') throw Object.assign(new Error(answer.message), { code: answer.code })
      return answer
    },
  }
}

/** `over` is told when it takes no more stretches. Undefined when the system lets no thread begin. */
function begin(over: (ended: Running) => void): Running | undefined {
  const worker = start()
  if (worker === undefined) return undefined
  const waiting: ((answer: Summed | undefined) => void)[] = []
  let idle: NodeJS.Timeout | undefined
  const ended = (): void => {
    over(running)
    for (const answer of waiting.splice(0)) answer(undefined)
  }
  worker.on('message', (answer: Summed) => {
    waiting.shift()?.(answer)
    if (waiting.length > 0) return
    worker.unref()
    idle = setTimeout(() => {
      over(running)
      worker.postMessage('end')
    }, longestIdle).unref()
  })
  const running: Running = {
    ask(stretch) {
      clearTimeout(idle)
      worker.ref()
      const { promise, resolve } = Promise.withResolvers<Summed | undefined>()
      waiting.push(resolve)
      worker.postMessage(stretch)
      return promise
    },
  }
  // Whoever waits finds another way; that it has ended is told by `exit`, too.
  worker.on('error', ended)
  worker.on('exit', ended)
  return running
}

function start(): Worker | undefined {
  try {
    return new Worker(new URL('./hash-stretches.ts', import.meta.url), { env: {}, resourceLimits })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INIT_FAILED') return undefined
    throw error
  }
}
