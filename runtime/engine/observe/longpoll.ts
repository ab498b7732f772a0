import type { Clock } from '../../ports/clock.ts'
import { type Cloud, CloudError } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import type { Attention } from '../attention.ts'
import type { Log } from '../log.ts'

/** Waits for Dropbox beside the engine, and asks for a look when something changed there. One longpoll is open at most. */
export interface Longpoll {
  /** Runs until `signal` is aborted. Never rejects: what goes wrong here, the next look at Dropbox meets again. */
  run(signal: AbortSignal): Promise<void>
  /** The delta was drained, so that waiting makes sense again. */
  drained(): void
}

const pauseAfterFailure = 5_000
/** Without an answer to a look within this time, waiting goes on all the same. */
const longestLook = 60_000

export function createLongpoll(parts: {
  readonly cloud: Cloud
  readonly store: Store
  readonly clock: Clock
  readonly attention: Attention
  readonly log: Log
}): Longpoll {
  const { cloud, store, clock, attention, log } = parts
  let looked = new AbortController()

  return {
    drained() {
      looked.abort()
    },
    async run(signal) {
      while (!signal.aborted) {
        const cursor = looked.signal.aborted ? store.cursor() : undefined
        if (cursor === undefined) {
          await clock.sleep(longestLook, AbortSignal.any([signal, looked.signal]))
          continue
        }
        try {
          if (!(await cloud.waitForChange(cursor, signal))) continue
          looked = new AbortController()
          attention.remote()
        } catch (error) {
          if (signal.aborted) return
          log.info('longpoll', {
            code: error instanceof CloudError ? error.code : 'unknown',
            error: String(error),
          })
          looked = new AbortController()
          await clock.sleep(pauseAfterFailure, signal)
          attention.remote()
        }
      }
    },
  }
}
