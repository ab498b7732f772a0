import PQueue from 'p-queue'
import { createCallRate } from '../../core/rates/call-rate.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Fault, FaultError } from './faults.ts'

/** Small questions and whole bodies wait in lanes of their own, so that a listing need not wait for a download to end. */
export type Lane = 'rpc' | 'content'

/** How many calls go out at once, and how fast after one another: shared by everything that talks to one account. */
export interface RateLimiter {
  /**
   * Runs `work` when its turn comes; resolves as it does. What it throws may be a FaultError that tells of a refusal: the rate learns from it.
   * Rejects with the signal's reason when aborted while waiting.
   */
  run<Value>(lane: Lane, signal: AbortSignal | undefined, work: () => Promise<Value>): Promise<Value>
  /** Dropbox asked for a pause: no call goes out for `duration` ms. */
  pause(duration: number): void
  /** Calls per second; undefined while no limit is known. */
  readonly perSecond: number | undefined
}

/** `atOnce`: calls that may be out at once in each lane. */
export function createRateLimiter({
  clock,
  atOnce,
}: {
  readonly clock: Clock
  readonly atOnce: number
}): RateLimiter {
  const lanes = { rpc: new PQueue({ concurrency: atOnce }), content: new PQueue({ concurrency: atOnce }) }
  const rate = createCallRate()

  const turn = async (signal: AbortSignal | undefined): Promise<void> => {
    for (let wait = rate.take(clock.monotonic()); wait > 0; wait = rate.take(clock.monotonic())) {
      await clock.sleep(wait, signal)
      signal?.throwIfAborted()
    }
  }

  return {
    run: (lane, signal, work) =>
      lanes[lane].add(
        async () => {
          await turn(signal)
          const sentAt = clock.monotonic()
          try {
            const value = await work()
            rate.accepted(clock.monotonic(), sentAt)
            return value
          } catch (error) {
            if (error instanceof FaultError) note(error.fault, sentAt)
            throw error
          }
        },
        signal ? { signal } : {},
      ),
    pause: (duration) => rate.pause(clock.monotonic() + duration),
    get perSecond() {
      return rate.perSecond(clock.monotonic())
    },
  }

  function note(fault: Fault, sentAt: number): void {
    if (fault.kind === 'rate-limited' && fault.scope === 'requests') rate.refused(clock.monotonic(), sentAt)
    else if (fault.kind !== 'broken') rate.accepted(clock.monotonic(), sentAt)
  }
}
