import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../../runtime/ports/clock.ts'

/** A clock that goes on to the next thing to happen whenever nothing else is left to do. */
export interface IdleClock extends Clock {
  /** How often time went on. */
  readonly turns: number
}

/** Starts at `start`, in ms since 1970. */
export function createIdleClock(start = Date.UTC(2026, 10, 21)): IdleClock {
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  let passed = 0
  let turns = 0
  let turning = false

  const turn = async (): Promise<void> => {
    turning = true
    while (sleepers.length > 0) {
      await setImmediate()
      const next = sleepers.shift()
      if (next === undefined) break
      turns++
      passed = Math.max(passed, next.until)
      next.wake()
    }
    turning = false
  }

  return {
    now: () => start + Math.floor(passed),
    monotonic: () => passed,
    get turns() {
      return turns
    },
    sleep(duration, signal) {
      if (signal?.aborted) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      const sleeper = { until: passed + Math.max(0, duration), wake: resolve }
      const wakeEarly = (): void => {
        const place = sleepers.indexOf(sleeper)
        if (place >= 0) sleepers.splice(place, 1)
        resolve()
      }
      const place = sleepers.findLastIndex(({ until }) => until <= sleeper.until)
      sleepers.splice(place + 1, 0, sleeper)
      signal?.addEventListener('abort', wakeEarly, { once: true })
      if (!turning) void turn()
      return promise.finally(() => signal?.removeEventListener('abort', wakeEarly))
    },
  }
}
