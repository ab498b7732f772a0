import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../../runtime/ports/clock.ts'
import type { Random } from '../../../runtime/ports/random.ts'

/** A clock that stands still but for being slept by: a sleep ends at once and has taken its time. */
export interface VirtualClock extends Clock {
  /** How long each sleep was, in ms. */
  readonly sleeps: readonly number[]
  advance(duration: number): void
}

export function createVirtualClock(start = Date.UTC(2026, 10, 21)): VirtualClock {
  let passed = 0
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => start + passed,
    monotonic: () => passed,
    async sleep(duration, signal) {
      if (signal?.aborted) return
      sleeps.push(duration)
      passed += duration
      await setImmediate()
    },
    advance(duration) {
      passed += duration
    },
  }
}

/** Chance that always falls the same way. */
export function createFixedRandom(fraction = 0.5): Random {
  let identities = 0
  return {
    identity: () => (++identities).toString(16).padStart(32, '0'),
    fraction: () => fraction,
  }
}
