import type { Clock } from '../ports/clock.ts'

const first = 1_000
const longest = 60_000

/** Why a pause ends; without a reason each would make an exception with a stack. */
const asked = 'asked'

/** Rests after a cycle that failed, longer each time. */
export interface RetryPause {
  /** Over when `cut` is called, too. */
  rest(signal: AbortSignal): Promise<void>
  /** A person asks: the next try is now. */
  cut(): void
  /** A cycle came to its end. */
  succeeded(): void
}

export function createRetryPause(clock: Clock): RetryPause {
  let pause = first
  let resting = new AbortController()
  return {
    async rest(signal) {
      if (signal.aborted) return
      const own = new AbortController()
      resting = own
      const end = (): void => own.abort(asked)
      signal.addEventListener('abort', end)
      const duration = pause
      pause = Math.min(pause * 2, longest)
      await clock.sleep(duration, own.signal)
      signal.removeEventListener('abort', end)
    },
    cut: () => resting.abort(asked),
    succeeded() {
      pause = first
    },
  }
}
