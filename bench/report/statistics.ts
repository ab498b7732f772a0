/** The middle of many values, with the least and the most. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Throws RangeError for no values. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('nothing was measured')
  const sorted = values.toSorted((one, other) => one - other)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const half = (sorted.length - 1) / 2
  return { median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, min: at(0), max: at(sorted.length - 1) }
}

/** One amount by another: of their medians, and the least and the most that the spreads allow. Throws RangeError as `spreadOf`. */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  const [one, other] = [spreadOf(values), spreadOf(others)]
  return { median: one.median / other.median, min: one.min / other.max, max: one.max / other.min }
}

/** By the nearest rank: the least value that so many percent of all do not exceed. Throws RangeError for no values. */
export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('nothing was measured')
  return value
}

/**
 * How cost grows with work: k of cost = c * work^k, by least squares on the logarithms; 1 is proportional, 0 is constant. Undefined unless
 * two amounts of work differ. Points without work or cost have no logarithm and are left out.
 */
export function exponentOf(
  points: readonly { readonly work: number; readonly cost: number }[],
): number | undefined {
  const logs = points
    .filter(({ work, cost }) => work > 0 && cost > 0)
    .map(({ work, cost }) => [Math.log(work), Math.log(cost)] as const)
  const mean = (index: 0 | 1): number => logs.reduce((sum, log) => sum + log[index], 0) / logs.length
  const [x, y] = [mean(0), mean(1)]
  const spread = logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0)
  const together = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0)
  return spread > 0 ? together / spread : undefined
}
