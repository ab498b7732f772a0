import { RateFailure } from '../protocol/failures.ts'
import type { Config } from './config.ts'

/** Counts calls and turns away those over the configured limit. */
export interface RateLimit {
  /** Counts a call, a refused one too. Throws RateFailure too_many_requests over the limit. */
  count(): void
}

export function createRateLimit(config: () => Config, now: () => number): RateLimit {
  let windowStart = 0
  let calls = 0
  return {
    count() {
      const { rateLimit } = config()
      if (rateLimit.calls === null) return
      if (now() - windowStart >= rateLimit.window) {
        windowStart = now()
        calls = 0
      }
      calls += 1
      if (calls > rateLimit.calls)
        throw new RateFailure('too_many_requests', rateLimit.retryAfter, rateLimit.body)
    },
  }
}
