import type { Clock } from '../../../runtime/ports/clock.ts'

/** The clocks of one machine, which can be set and can sleep while the world goes on. */
export interface BoxClock extends Clock {
  /** Sets the wall clock apart from the monotonic one, by so many ms. */
  set(difference: number): void
  /** From here on the machine does nothing for so many ms of the world's time, which its monotonic clock does not count. */
  suspend(duration: number): void
  /** What is to be waited for before the machine can do anything; undefined when it is awake. */
  wake(): Promise<void> | undefined
}

export function createBoxClock(world: Clock): BoxClock {
  let difference = 0
  /** ms slept in all, up to the end of the sleep that goes on. */
  let slept = 0
  let asleepUntil = Number.NEGATIVE_INFINITY

  const left = (): number => Math.max(0, asleepUntil - world.monotonic())
  const monotonic = (): number => world.monotonic() - slept + left()
  const wake = async (): Promise<void> => {
    for (let rest = left(); rest > 0; rest = left()) await world.sleep(rest)
  }
  return {
    now: () => world.now() + difference,
    monotonic,
    async sleep(duration, signal) {
      const end = monotonic() + duration
      await world.sleep(duration, signal)
      if (slept === 0) return
      await wake()
      for (let rest = end - monotonic(); rest > 0.01 && !signal?.aborted; rest = end - monotonic()) {
        await world.sleep(rest, signal)
        await wake()
      }
    },
    set(by) {
      difference += by
    },
    suspend(duration) {
      const longer = Math.max(0, duration - left())
      slept += longer
      asleepUntil = world.monotonic() + left() + longer
    },
    wake: () => (left() > 0 ? wake() : undefined),
  }
}
