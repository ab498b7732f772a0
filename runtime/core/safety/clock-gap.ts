/** What both clocks of a machine say at one moment, in ms: the one that people set, and the one that nobody sets and that stands still while the machine sleeps. */
export interface Clocks {
  readonly wall: number
  readonly monotonic: number
}

/** ms; setting a clock right by the network takes less. */
const longestDrift = 30_000

/**
 * By how many ms the wall clock went on further (or, negative, less far) than the other one between two moments, if that is more than any
 * drift: the machine slept, was a snapshot for a while, or its clock was set. What happened meanwhile nobody told.
 */
export function clockGap(before: Clocks, now: Clocks): number | undefined {
  const gap = now.wall - before.wall - (now.monotonic - before.monotonic)
  return Math.abs(gap) > longestDrift ? gap : undefined
}
