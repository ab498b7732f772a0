import type { Clock } from '../../ports/clock.ts'
import { type Cloud, CloudError } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import type { Attention } from '../attention.ts'
import type { Log } from '../log.ts'

/** Waits for Dropbox beside the engine, and asks for a look when something changed there. One longpoll is open at most. */
export interface Longpoll {
  /** Runs until `signal` is aborted. Never rejects: what goes wrong here, the next look at Dropbox meets again. */
  run(signal: AbortSignal): Promise<void>
  /** The delta was drained, so that waiting makes sense again; whether it told anything. */
  drained(news: boolean): void
  /** Waits anew: the connection of a wait that is under way may have died without a word. */
  renew(): void
}

const pauseAfterFailure = 5_000
/** After a second look for nothing the next wait begins this much later, then twice as much, and so on: something calls out in vain. */
const pauseInVain = 1_000
const longestPauseInVain = 60_000
/** Without an answer to a look within this time, waiting goes on all the same. */
const longestLook = 60_000

/** Why a wait for a look ends; without a reason each would make an exception with a stack. */
const seen = 'looked'

export function createLongpoll(parts: {
  readonly cloud: Pick<Cloud, 'waitForChange'>
  readonly store: Pick<Store, 'cursor'>
  readonly clock: Clock
  readonly attention: Attention
  readonly log: Log
}): Longpoll {
  const { cloud, store, clock, attention, log } = parts
  let looked = false
  /** A look was asked for, and nobody has looked yet. */
  let called = false
  let inVain = 0
  /** Of the wait for a change that is under way, and of the one for a look. */
  let waiting = new AbortController()
  let pausing = new AbortController()

  const known = (): string | undefined => {
    try {
      return store.cursor()
    } catch (error) {
      log.info('longpoll', { code: 'index', error: String(error) })
      return undefined
    }
  }

  return {
    drained(news) {
      if (news) inVain = 0
      else if (called) inVain++
      called = false
      looked = true
      pausing.abort(seen)
    },
    renew: () => waiting.abort(seen),
    async run(signal) {
      // One listener for all waits: to join signals anew for each leaves work for the collection of garbage.
      const end = (): void => {
        waiting.abort(seen)
        pausing.abort(seen)
      }
      signal.addEventListener('abort', end)
      while (!signal.aborted) {
        const cursor = looked ? known() : undefined
        if (cursor === undefined) {
          // A listing has begun anew, or the index cannot be read: only the look that comes next changes that.
          looked = false
          pausing = new AbortController()
          await clock.sleep(longestLook, pausing.signal)
          continue
        }
        if (inVain > 1) {
          await clock.sleep(Math.min(longestPauseInVain, pauseInVain * 2 ** (inVain - 2)), signal)
          if (signal.aborted) break
        }
        try {
          waiting = new AbortController()
          if (!(await cloud.waitForChange(cursor, waiting.signal))) continue
          looked = false
          called = true
          attention.remote()
        } catch (error) {
          if (signal.aborted) break
          if (waiting.signal.aborted) continue
          log.info('longpoll', {
            code: error instanceof CloudError ? error.code : 'unknown',
            error: String(error),
          })
          looked = false
          await clock.sleep(pauseAfterFailure, signal)
          attention.remote()
        }
      }
      signal.removeEventListener('abort', end)
    },
  }
}
