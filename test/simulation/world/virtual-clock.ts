import type { Clock } from '../../../runtime/ports/clock.ts'

/** Time that only goes on when the world says so. */
export interface VirtualClock extends Clock {
  /** Lets everything happen that is due until `moment` (ms), in order, each with all that follows from it at once. */
  advanceTo(moment: number): Promise<void>
  /** Goes on timer by timer until `done`, or until `limit` ms have passed. Gives whether it was done. */
  advanceUntil(done: () => boolean, limit: number): Promise<boolean>
  /** Lets everything happen that needs no time. */
  calm(): Promise<void>
  /** Sets the wall clock apart from the monotonic one, by so many ms. */
  skew(difference: number): void
}

interface Timer {
  readonly due: number
  readonly order: number
  readonly ring: () => void
}

/** So many turns of the event loop without a new timer or a sign of `activity` mean that nothing more follows by itself. */
const quietTurns = 2

/** `activity` counts whatever happens in the world, so that the clock knows when nothing does any more. `rings` is told of every timer that is due. */
export function createVirtualClock(
  start: number,
  activity: () => number,
  rings: () => void = () => undefined,
): VirtualClock {
  let monotonic = 0
  let difference = start
  let order = 0
  let timers: Timer[] = []

  const add = (due: number, ring: () => void): Timer => {
    const timer = { due, order: order++, ring }
    const index = timers.findIndex((other) => other.due > due)
    if (index < 0) timers.push(timer)
    else timers.splice(index, 0, timer)
    return timer
  }

  const calm = async (): Promise<void> => {
    for (let quiet = 0, seen = activity() + order; quiet < quietTurns; ) {
      await new Promise(setImmediate)
      const now = activity() + order
      quiet = now === seen ? quiet + 1 : 0
      seen = now
    }
  }

  const ringNext = async (): Promise<void> => {
    const timer = timers.shift()
    if (timer === undefined) return
    monotonic = Math.max(monotonic, timer.due)
    rings()
    timer.ring()
    await calm()
  }

  return {
    now: () => monotonic + difference,
    monotonic: () => monotonic,
    sleep: (duration, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const end = (): void => {
          signal?.removeEventListener('abort', end)
          timers = timers.filter((other) => other !== timer)
          resolve()
        }
        const timer = add(monotonic + Math.max(0, duration), end)
        signal?.addEventListener('abort', end)
      }),
    calm,
    async advanceTo(moment) {
      await calm()
      while (timers[0] !== undefined && timers[0].due <= moment) await ringNext()
      monotonic = Math.max(monotonic, moment)
    },
    async advanceUntil(done, limit) {
      await calm()
      const end = monotonic + limit
      while (!done()) {
        if (timers[0] === undefined || timers[0].due > end) return false
        await ringNext()
      }
      return true
    },
    skew(change) {
      difference += change
    },
  }
}
