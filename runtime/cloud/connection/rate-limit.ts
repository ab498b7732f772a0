import PQueue from 'p-queue'
import type { Clock } from '../../ports/clock.ts'

/** Small questions and whole bodies wait in lanes of their own, so that a listing need not wait for a download to end. */
export type Lane = 'rpc' | 'content'

/**
 * How many calls go out at once, shared by everything that talks to one account. The number is halved when Dropbox says that it
 * is too many, and grows by one after each twenty good answers.
 */
export interface RateLimiter {
  /** Runs `work` when its turn comes; resolves as it does. Rejects with the signal's reason when aborted while waiting. */
  run<Value>(lane: Lane, signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value>
  /** Dropbox refused a call for there being too many: fewer at once from here on, and none for `pause` ms. */
  slowDown(pause: number): void
  /** Calls that may go out at once in each lane. */
  readonly concurrency: number
}

const successesToGrow = 20

export function createRateLimiter({
  clock,
  maximum,
}: {
  readonly clock: Clock
  readonly maximum: number
}): RateLimiter {
  const lanes = { rpc: new PQueue({ concurrency: maximum }), content: new PQueue({ concurrency: maximum }) }
  let concurrency = maximum
  let successes = 0
  let pausedUntil = 0
  let slowedAt = Number.NEGATIVE_INFINITY

  const set = (next: number): void => {
    concurrency = next
    successes = 0
    lanes.rpc.concurrency = next
    lanes.content.concurrency = next
  }
  const resumed = async (signal: AbortSignal | undefined): Promise<void> => {
    for (let left = pausedUntil - clock.monotonic(); left > 0; left = pausedUntil - clock.monotonic()) {
      await clock.sleep(left, signal)
      signal?.throwIfAborted()
    }
  }

  return {
    run: (lane, signal, work) =>
      lanes[lane].add(
        async () => {
          await resumed(signal)
          const value = await work()
          successes++
          if (successes >= successesToGrow && concurrency < maximum) set(concurrency + 1)
          return value
        },
        signal ? { signal } : {},
      ),
    slowDown(pause) {
      const now = clock.monotonic()
      pausedUntil = Math.max(pausedUntil, now + pause)
      // Calls that were out together are refused together; that is one sign, not many.
      if (now - slowedAt < 1000) return
      slowedAt = now
      set(Math.max(1, Math.floor(concurrency / 2)))
    },
    get concurrency() {
      return concurrency
    },
  }
}
