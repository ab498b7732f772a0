import type { Clock } from '../ports/clock.ts'

/** While files are on their way, looking and planning get a fifth of the time at most: each file that lands asks for a look. */
const restPerCycle = 4
const longestRest = 5_000

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
      resting = new AbortController()
      await clock.sleep(Math.min(took * restPerCycle, longestRest), AbortSignal.any([signal, resting.signal]))
    },
    end: () => resting.abort('landed'),
  }
}
