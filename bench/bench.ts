import { record } from './record.ts'
import { rounded } from './report/figures.ts'
import { resultsName } from './results.ts'
import type { Bench, Run } from './row.ts'
import type { TreeShape } from './stage/tree.ts'

export interface Size {
  readonly times: number
  readonly scale: number
  readonly seed: number
  /** Part of the names of the variants that are measured; all are without it. */
  readonly variant?: string | undefined
}

const session = new Date().toISOString()

/** What a row works with; each run goes to `keep`, and is told on standard error. */
export function openBench(
  row: string,
  { times, scale, seed, variant = '' }: Size,
  keep: (run: Run) => void,
): Bench {
  const say = (sentence: string): void => void process.stderr.write(`${row}: ${sentence}\n`)
  const scaled = (count: number): number => Math.max(1, Math.round(count * scale))
  return {
    times,
    scale,
    seed,
    scaled,
    tree: ({ files, folders, ...rest }): TreeShape => ({
      ...{ files: scaled(files), folders: scaled(folders), seed },
      ...rest,
    }),
    wants: (name) => name.toLowerCase().includes(variant.toLowerCase()),
    note(marks, { figures, loadAverage, stats: { routes } }, more = {}) {
      const all = { ...figures, ...more }
      keep({ row, session, ...marks, scale, seed, loadAverage, figures: all, routes })
      const told = Object.entries(all).map(([name, value]) => `${name} ${rounded(value)}`)
      say(`${marks.variant}, ${marks.contestant}, round ${marks.round + 1}: ${told.join(', ')}`)
      say(`  ${JSON.stringify(routes)}`)
    },
    say,
  }
}

/** Keeps a run for good. */
export function keepRun(run: Run): void {
  record(resultsName, { ...run })
}
