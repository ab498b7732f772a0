import type { Clock } from '../../../runtime/ports/clock.ts'
import type { Store } from '../../../runtime/ports/store.ts'

/** After its owner has died a store does nothing any more, and throws. */
export function mortalStore(store: Store, dead: () => boolean): Store {
  return guarded(store, () => {
    if (dead()) throw new Error('written by the dead')
  })
}

/** The same methods, also of objects in it, `check` being called before each: a proxy would cost more than most of them. */
function guarded<Guarded extends object>(given: Guarded, check: () => void): Guarded {
  const members = Object.entries(given).map(([name, member]) => [
    name,
    typeof member === 'function'
      ? (...args: readonly unknown[]) => {
          check()
          return member(...args)
        }
      : guarded(member, check),
  ])
  return Object.fromEntries(members)
}

/** After its owner has died no sleep ends any more. `counted` is told of every use. */
export function mortalClock(clock: Clock, dead: () => boolean, counted: (what: string) => void): Clock {
  const counting =
    (read: () => number): (() => number) =>
    () => {
      counted('reads the clock')
      return read()
    }
  return {
    now: counting(clock.now),
    monotonic: counting(clock.monotonic),
    async sleep(duration, signal) {
      counted('sleeps')
      await clock.sleep(duration, signal)
      if (dead()) await new Promise(() => {})
    },
  }
}
