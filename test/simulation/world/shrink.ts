import type { WorldEvent } from './events.ts'

/**
 * Makes a failing run small: leaves out ever smaller stretches of events as long as `fails` still holds (Zeller and Hildebrandt,
 * "Simplifying and Isolating Failure-Inducing Input", 2002). At most `limit` runs.
 */
export async function shrink(
  events: readonly WorldEvent[],
  fails: (events: readonly WorldEvent[]) => Promise<boolean>,
  limit = 400,
): Promise<readonly WorldEvent[]> {
  let smallest = events
  let runs = 0
  for (let size = Math.ceil(smallest.length / 2); size >= 1; ) {
    let shrunk = false
    for (let start = 0; start < smallest.length && runs < limit; ) {
      const candidate = [...smallest.slice(0, start), ...smallest.slice(start + size)]
      runs++
      if (candidate.length < smallest.length && (await fails(candidate))) {
        smallest = candidate
        shrunk = true
      } else start += size
    }
    if (runs >= limit) break
    if (size > 1 || !shrunk) size = size === 1 ? 0 : Math.ceil(size / 2)
  }
  return smallest
}
