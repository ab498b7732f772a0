import type { FolderFlush } from '../local/swap/flush.ts'
import type { Store } from '../ports/store.ts'

/**
 * Writes what happened into the store, many effects in one transaction. Invariant: the folders that an effect changed are on the
 * disk before the store says so; what is lost between the two is found again by the next scan and delta. So nothing is recorded of what ended
 * only after another agent took over a home, and the store with it: that one may have read in the delta what came of it, and what came later.
 */
export interface Recorder {
  /** Resolves when the effect is durable in the store, or left to the next scan and delta. Rejects with the store's or the disk's error. */
  record(work: () => void): Promise<void>
  /** How many effects were recorded since the start. */
  count(): number
  /** Counts effects that were recorded without it. */
  add(effects: number): void
}

/** `holds`: whether this agent, and no other one, writes into the store at this moment; `left` is told when effects were not recorded. */
export function createRecorder(
  store: Store,
  flush: FolderFlush,
  holds: () => Promise<boolean>,
  left: () => void,
): Recorder {
  let waiting: (() => void)[] = []
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  let recorded = 0

  const writeAfter = async (before: Promise<void>): Promise<void> => {
    // What became of earlier effects was told to their callers.
    await Promise.allSettled([before])
    // Effects that end in the same turn of the event loop, as all of one commit batch do, share one transaction.
    await new Promise(setImmediate)
    // What ends from here on has changed folders that this flush may not reach: it waits for the next one.
    const batch = waiting
    waiting = []
    next = undefined
    const isOurs = await holds()
    await flush.flush()
    if (!isOurs) return left()
    store.transaction(() => {
      for (const work of batch) work()
    })
    recorded += batch.length
  }

  return {
    count: () => recorded,
    add(effects) {
      recorded += effects
    },
    record(work) {
      waiting.push(work)
      if (next === undefined) {
        next = writeAfter(running)
        running = next
      }
      return next
    },
  }
}
