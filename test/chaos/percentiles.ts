/** How long something took, over many times, in whole ms. */
export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** By the nearest rank: the smallest value that so many percent of all do not exceed. All 0 for an empty list. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((one, other) => one - other)
  const rank = (percent: number): number =>
    Math.round(sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0)
  return { count: sorted.length, p50: rank(50), p95: rank(95), max: rank(100) }
}
