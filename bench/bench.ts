import { record } from './record.ts'
import { rounded } from './report/figures.ts'
import { resultsName } from './results.ts'
import type { Bench } from './row.ts'

const session = new Date().toISOString()

/** What a row works with: notes go to the results, and to standard error. */
export function openBench(
  row: string,
  { times, scale, seed }: { readonly times: number; readonly scale: number; readonly seed: number },
): Bench {
  const say = (sentence: string): void => void process.stderr.write(`${row}: ${sentence}\n`)
  return {
    times,
    scale,
    seed,
    scaled: (count) => Math.max(1, Math.round(count * scale)),
    note(marks, { figures, loadAverage }) {
      record(resultsName, { row, session, ...marks, scale, seed, loadAverage, figures })
      const told = Object.entries(figures).map(([name, value]) => `${name} ${rounded(value)}`)
      say(`${marks.variant}, ${marks.contestant}, round ${marks.round + 1}: ${told.join(', ')}`)
    },
    say,
  }
}
