import { type Transferable, Worker } from 'node:worker_threads'

/**
 * A thread that does one kind of work beside everything else. It is there only while there is something to do: each takes some 14 MB. Its program
 * answers each order with one message, in their order (`answerOrders`).
 */
export interface Thread<Order, Answer> {
  /** Undefined where this box lets no thread begin, or ended it: nobody knows then what became of the order. What is transferred is the thread's. */
  ask(order: Order, transferred?: readonly Transferable[]): Promise<Answer | undefined>
}

/** A thread that waits so long for the next order ends, ms. */
const longestIdle = 1000
/** MiB: what most of these programs keep is outside of their heaps. */
const smallHeap = 16

/**
 * `program` is the file that it runs, as a URL beside `import.meta.url`, which is how the build knows of it (build/bundles.ts); `heap` is the most that it may
 * keep in objects of its own, MiB.
 */
export function createThread<Order, Answer>(program: URL, heap = smallHeap): Thread<Order, Answer> {
  let running: Thread<Order, Answer> | undefined
  return {
    async ask(order, transferred) {
      running ??= begin<Order, Answer>(program, heap, (ended) => {
        if (running === ended) running = undefined
      })
      return await running?.ask(order, transferred)
    },
  }
}

/** `over` is told when it takes no more orders. Undefined when the system lets no thread begin. */
function begin<Order, Answer>(
  program: URL,
  heap: number,
  over: (ended: Thread<Order, Answer>) => void,
): Thread<Order, Answer> | undefined {
  const worker = start(program, heap)
  if (worker === undefined) return undefined
  const waiting: ((answer: Answer | undefined) => void)[] = []
  let idle: NodeJS.Timeout | undefined
  const ended = (): void => {
    over(running)
    for (const answer of waiting.splice(0)) answer(undefined)
  }
  worker.on('message', (answer: Answer) => {
    waiting.shift()?.(answer)
    if (waiting.length > 0) return
    worker.unref()
    idle = setTimeout(() => {
      over(running)
      worker.postMessage('end')
    }, longestIdle).unref()
  })
  const running: Thread<Order, Answer> = {
    ask(order, transferred = []) {
      // First of all: what cannot be given throws, and has no answer that the next one would take for its own.
      worker.postMessage({ order }, transferred)
      clearTimeout(idle)
      worker.ref()
      const { promise, resolve } = Promise.withResolvers<Answer | undefined>()
      waiting.push(resolve)
      return promise
    },
  }
  // Whoever waits finds another way; that it has ended is told by `exit`, too.
  worker.on('error', ended)
  worker.on('exit', ended)
  return running
}

function start(program: URL, heap: number): Worker | undefined {
  const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: heap }
  try {
    return new Worker(program, { env: {}, resourceLimits })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_INIT_FAILED') return undefined
    throw error
  }
}
