import { setPriority } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

/** As `nice -n 15`. */
const niceness = 15

/** How much of a long run is to be done, and where. */
export interface PiecesSettings {
  /** The first piece. */
  readonly first: number
  readonly count: number
  /** After so many no further piece is begun. */
  readonly minutes: number
  readonly workers: number
}

/**
 * Reads `--first`, `--seed`, `--count`, `--minutes` and `--workers` from the command line, with what else a script takes (all of it text). Throws TypeError
 * for an option that is none, or no number.
 */
export function readSettings(
  usual: { readonly first?: number; readonly seed?: number; readonly count: number },
  others: readonly string[] = [],
): PiecesSettings & {
  readonly seed: number
  readonly others: Readonly<Record<string, string | undefined>>
} {
  const numbers = { minutes: 10_000, workers: 1, first: 0, seed: 1, ...usual }
  const names = [...Object.keys(numbers), ...others]
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  })
  const given = values as Readonly<Record<string, string | undefined>>
  const numberOf = (name: keyof typeof numbers): number => {
    const number = Number(given[name] ?? numbers[name])
    if (Number.isNaN(number)) throw new TypeError(`--${name} takes a number`)
    return number
  }
  return {
    first: numberOf('first'),
    seed: numberOf('seed'),
    count: numberOf('count'),
    minutes: numberOf('minutes'),
    workers: numberOf('workers'),
    others: given,
  }
}

/**
 * Does the pieces `first` to `first + count - 1` in worker threads of the very script that calls this, one after the other in each, and gives
 * what each came to, in the order in which they ended. Ctrl-C lets the pieces that are begun end, and begins no more. Other programs come
 * first. In a worker it does what it is told, and never returns.
 */
export async function inPieces<Result>(
  script: string,
  { first, count, minutes, workers }: PiecesSettings,
  work: (piece: number) => Promise<Result>,
  told: (result: Result, piece: number) => void = () => {},
): Promise<Result[]> {
  if (!isMainThread) {
    const port = parentPort
    if (port === null || workerData !== inPieces.name) throw new TypeError('not one of its own workers')
    port.on('message', (piece: number) => {
      work(piece).then(
        (result) => port.postMessage({ piece, result }),
        (error: unknown) => {
          throw error
        },
      )
    })
    return new Promise(() => {})
  }
  setPriority(niceness)
  const results: Result[] = []
  let interrupted = false
  const interrupt = (): void => {
    interrupted = true
  }
  process.once('SIGINT', interrupt)
  const deadline = performance.now() + minutes * 60_000
  let next = first
  const oneWorker = async (): Promise<void> => {
    // Its command line is not passed on by itself.
    const worker = new Worker(script, { workerData: inPieces.name, argv: process.argv.slice(2) })
    try {
      while (next < first + count && performance.now() < deadline && !interrupted) {
        const piece = next++
        const { promise, resolve, reject } = Promise.withResolvers<Result>()
        worker.once('message', (message: { readonly result: Result }) => resolve(message.result))
        worker.once('error', reject)
        worker.postMessage(piece)
        const result = await promise
        worker.removeListener('error', reject)
        results.push(result)
        told(result, piece)
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, count) }, oneWorker))
  process.removeListener('SIGINT', interrupt)
  return results
}
