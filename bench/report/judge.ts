import type { Line, Run } from '../row.ts'
import { shown, valuesOf } from './figures.ts'
import { ratioOf, type Spread, spreadOf } from './statistics.ts'

type Which = { readonly variant?: string; readonly contestant?: string }

/** A figure against a limit that its median may not pass; without runs of it, no line. */
export function atMost(
  runs: readonly Run[],
  what: string,
  figure: string,
  which: Which,
  limit: {
    readonly most: number
    readonly goal: string
    readonly unit: string
    readonly per?: number
  },
): Line[] {
  const values = valuesOf(runs, figure, which)
  if (values.length === 0) return []
  const spread = spreadOf(values)
  const { most, goal, unit, per = 1 } = limit
  return [{ what, goal, measured: shown(spread, unit, per), reached: spread.median / per <= most }]
}

/** How many times as much one has of a figure as another; without runs of both, no line. */
export function compared(
  runs: readonly Run[],
  what: string,
  figure: string,
  one: Which,
  other: Which,
  limit: { readonly goal: string; readonly reached: (ratio: Spread) => boolean },
): Line[] {
  const [values, others] = [valuesOf(runs, figure, one), valuesOf(runs, figure, other)]
  if (values.length === 0 || others.length === 0) return []
  const ratio = ratioOf(values, others)
  return [{ what, goal: limit.goal, measured: shown(ratio, 'times'), reached: limit.reached(ratio) }]
}
