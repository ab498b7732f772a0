/** Lets so many pieces of work go on at once; what comes when all lanes are taken waits, the first that came goes on first. */
export interface Lanes {
  /** Resolves when a lane is free, which is the caller's then until it calls what this gives; calling that again does nothing. */
  enter(): Promise<() => void>
  /** Does some work in a lane; what it gives, or throws. */
  run<Value>(work: () => Promise<Value>): Promise<Value>
  /** Resolves when nobody is in a lane, or waits for one. */
  empty(): Promise<void>
}

/**
 * Opens so many lanes. Many thousands of files wait for one at a time, each for a moment only: nothing is kept of a piece of work but its place in
 * the row, and no event tells of it.
 */
export function openLanes(count: number): Lanes {
  let taken = 0
  // In the order in which they came, the first of them at hand.
  const waiting = new Set<() => void>()
  let settlers: (() => void)[] = []

  const leave = (): void => {
    for (const next of waiting) {
      waiting.delete(next)
      // The lane goes over to it.
      next()
      return
    }
    taken--
    if (taken > 0) return
    for (const settle of settlers) settle()
    settlers = []
  }
  const enter = async (): Promise<() => void> => {
    if (taken < count) taken++
    else await new Promise<void>((resolve) => waiting.add(resolve))
    let isOurs = true
    return () => {
      if (isOurs) leave()
      isOurs = false
    }
  }

  return {
    enter,
    async run(work) {
      const done = await enter()
      try {
        return await work()
      } finally {
        done()
      }
    },
    async empty() {
      if (taken > 0) await new Promise<void>((resolve) => settlers.push(resolve))
    },
  }
}
