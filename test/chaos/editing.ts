import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../simulation/world/chance.ts'

/** People who edit all the time, each with pauses of a length by chance, until they are told to rest. */
export interface Editing {
  /** Resolves when nobody is in the middle of anything. Throws what went wrong in the harness's own hands. */
  rest(): Promise<void>
  resume(): void
  /** Nobody edits any more. */
  end(): Promise<void>
}

/** `acts` is what each of them does once; `pace` the longest pause between two deeds, ms. They begin at once. */
export function startEditing(acts: readonly (() => unknown)[], chance: Chance, pace: number): Editing {
  let resting = false
  let ended = false
  let failure: { readonly error: unknown } | undefined
  const busy = new Set<Promise<unknown>>()
  const wake: (() => void)[] = []

  const live = async (act: () => unknown, own: Chance): Promise<void> => {
    while (!ended && failure === undefined) {
      await pause(1 + own.below(pace))
      if (resting) await new Promise<void>((resolve) => wake.push(resolve))
      if (ended) return
      const doing = Promise.resolve(act()).catch((error: unknown) => {
        failure ??= { error }
      })
      busy.add(doing)
      await doing
      busy.delete(doing)
    }
  }
  const living = acts.map((act, index) =>
    live(act, chance.stream(`pace ${index}`)).catch((error: unknown) => {
      failure ??= { error }
    }),
  )
  const resume = (): void => {
    resting = false
    for (const go of wake.splice(0)) go()
  }
  return {
    async rest() {
      resting = true
      await Promise.all(busy)
      if (failure !== undefined) throw failure.error
    },
    resume,
    async end() {
      ended = true
      resume()
      await Promise.all(living)
      if (failure !== undefined) throw failure.error
    },
  }
}
