import { record } from './record.ts'
import { rounded } from './report/figures.ts'
import { resultsName } from './results.ts'
import type { Bench, Run } from './row.ts'

export interface Size {
  readonly times: number
  readonly scale: number
  readonly seed: number
}

const session = new Date().toISOString()

/** What a row works with; each run goes to `keep`, and is told on standard error. */
export function openBench(row: string, { times, scale, seed }: Size, keep: (run: Run) => void): Bench {
  const say = (sentence: string): void => void process.stderr.write(`${row}: ${sentence}\n`)
  return {
    times,
    scale,
    seed,
    scaled: (count) => Math.max(1, Math.round(count * scale)),
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
