import { agentName } from '../contestants/agent.ts'
import type { Plot, Run } from '../row.ts'
import { valuesOf } from './figures.ts'
import { type Bar, plotBars } from './plot/bars.ts'
import { type Growth, plotGrowth } from './plot/growth.ts'
import { spreadOf } from './statistics.ts'

/** The picture of a plot over these runs, or undefined where none of them has its figure. */
export function draw(plot: Plot, runs: readonly Run[]): string | undefined {
  const measured = runs.filter(({ figures }) => figures[plot.figure] !== undefined)
  if (measured.length === 0) return undefined
  return plot.over === undefined ? drawBars(plot, measured) : drawGrowth(plot, plot.over, measured)
}

function drawBars({ title, figure, unit, per = 1 }: Plot, runs: readonly Run[]): string {
  const bars: Bar[] = distinct(runs, ({ variant }) => variant).flatMap((variant) =>
    distinct(
      runs.filter((run) => run.variant === variant),
      ({ contestant }) => contestant,
    ).map((contestant) => ({
      group: variant,
      label: contestant,
      spread: spreadOf(valuesOf(runs, figure, { variant, contestant }).map((value) => value / per)),
    })),
  )
  return plotBars(title, unit, bars, agentName)
}

function drawGrowth({ title, figure, unit, per = 1 }: Plot, over: string, runs: readonly Run[]): string {
  const lines: Growth[] = distinct(runs, ({ variant }) => variant).map((variant) => ({
    label: variant,
    points: mediansOver(
      runs.filter((run) => run.variant === variant),
      over,
      figure,
    ).map(({ work, cost }) => ({ work, cost: cost / per })),
  }))
  return plotGrowth(title, { work: over, cost: unit }, lines)
}

/** The middle of what a figure was at each amount of work. */
function mediansOver(runs: readonly Run[], over: string, figure: string) {
  return [...Map.groupBy(runs, ({ figures }) => figures[over] ?? 0)].map(([work, some]) => ({
    work,
    cost: spreadOf(valuesOf(some, figure)).median,
  }))
}

function distinct(runs: readonly Run[], nameOf: (run: Run) => string): string[] {
  return [...new Set(runs.map(nameOf))]
}
