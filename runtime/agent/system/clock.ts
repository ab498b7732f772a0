import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../ports/clock.ts'

/** What Node's timers can hold, in ms; a longer wait would end at once (Node.js documentation, `setTimeout`). */
const longestWait = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(duration, signal) {
    try {
      await wait(Math.min(Math.max(duration, 0), longestWait), undefined, signal ? { signal } : {})
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  },
}
