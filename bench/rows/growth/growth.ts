import { agentName } from '../../contestants/agent.ts'
import { rounded, valuesOf } from '../../report/figures.ts'
import { exponentOf, spreadOf } from '../../report/statistics.ts'
import type { Line, Row, Run } from '../../row.ts'
import { folderChanges } from './changes.ts'
import { standingFiles } from './standing.ts'
import { largeFile, rateLimits, smallFiles } from './transfers.ts'
import { type Figure, figures, type Variant, type Work } from './work.ts'

const works: readonly Work[] = [smallFiles, largeFile, folderChanges, standingFiles, rateLimits]
const times = [1, 10, 100] as const
const mayGrow = 1.1
/** With fewer there is nothing to do. */
const least = 10

export const growth: Row = {
  name: 'growth',
  title: 'How cost grows',
  about: `The work of the other rows at three sizes, by the agent alone: ${works.map(aboutOf).join('; ')}. The exponent k of cost = c · size^k, by least squares on the logarithms: 1 is proportional, 0 is constant.`,
  variants: works.flatMap(({ variants }) => variants.map(({ name }) => name)),
  async measure(bench) {
    for (let round = 0; round < bench.times; round++)
      for (const { variants, base, measure } of works)
        for (const factor of times) {
          if (!variants.some(({ name }) => bench.wants(name))) continue
          const size = factor * Math.max(least, bench.scaled(base))
          await measure({
            ...{ size, seed: bench.seed + round, wants: bench.wants },
            note: (variant, measured, more = {}) =>
              bench.note({ variant, contestant: agentName, round }, measured, { ...more, size, factor }),
          })
        }
  },
  judge: (runs) =>
    works.flatMap(({ unit, variants }) => variants.flatMap((variant) => lineOf(runs, variant, unit))),
  plots: [
    { title: 'Time', figure: 'seconds', unit: 's', over: 'factor' },
    { title: 'CPU time of the agent', figure: 'cpuSeconds', unit: 's', over: 'factor' },
    { title: 'Requests', figure: 'requests', unit: '', over: 'factor' },
  ],
}

function aboutOf({ variants, base, unit }: Work): string {
  const sizes = times.map((factor) => (factor * base).toLocaleString('en-US'))
  return `${variants.map(({ name }) => name).join(', ')} (${sizes.join(', ')} ${unit})`
}

function lineOf(all: readonly Run[], { name, figures: told }: Variant, unit: string): Line[] {
  const runs = all.filter(({ variant }) => variant === name)
  if (runs.length === 0) return []
  const exponents = told.map((figure) => exponentOf(pointsOf(runs, figure)))
  return [
    {
      what: name,
      goal: `no exponent above ${mayGrow}`,
      measured: [
        ...told.map((figure, index) => `${figures[figure]} ${exponents[index]?.toFixed(2) ?? 'unknown'}`),
        mediansOf(runs, told[0] ?? 'seconds', unit),
      ].join(', '),
      reached: exponents.every((k) => k === undefined || k <= mayGrow),
    },
  ]
}

/** What stands behind the first exponent, as `0.8 s, 1.2 s, 6.1 s for 100, 1,000, 10,000 files`. */
function mediansOf(runs: readonly Run[], figure: Figure, unit: string): string {
  const sizes = [...new Set(runs.map(sizeOf))].toSorted((one, other) => one - other)
  const medians = sizes.map((size) => {
    const values = valuesOf(
      runs.filter((run) => sizeOf(run) === size),
      figure,
    )
    return values.length === 0 ? '?' : `${rounded(spreadOf(values).median)} s`
  })
  return `${medians.join(', ')} for ${sizes.map((size) => size.toLocaleString('en-US')).join(', ')} ${unit}`
}

function pointsOf(runs: readonly Run[], figure: Figure) {
  return runs.map((run) => ({ work: sizeOf(run), cost: run.figures[figure] ?? 0 }))
}

function sizeOf({ figures: { size = 0 } }: Run): number {
  return size
}
