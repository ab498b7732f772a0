import type { Clock } from '../ports/clock.ts'

/** While files are on their way, looking and planning get a fifth of the time at most: each file that lands asks for a look. */
const restPerCycle = 4
const longestRest = 5_000

/** Why a rest ends; without a reason each would make an exception with a stack. */
const landed = 'landed'

/** Leaves the time to the transfers. */
export interface Rest {
  /** Rests after a cycle that took so many ms; over when `end` is called. */
  after(took: number, signal: AbortSignal): Promise<void>
  /** The last transfer has landed. */
  end(): void
}

export function createRest(clock: Clock): Rest {
  let resting = new AbortController()
  return {
    async after(took, signal) {
      if (signal.aborted) return
      const own = new AbortController()
      resting = own
      const end = (): void => own.abort(landed)
      signal.addEventListener('abort', end)
      await clock.sleep(Math.min(took * restPerCycle, longestRest), own.signal)
      signal.removeEventListener('abort', end)
    },
    end: () => resting.abort(landed),
  }
}
