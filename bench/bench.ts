import { record } from './record.ts'
import { rounded } from './report/figures.ts'
import { resultsName } from './results.ts'
import type { Bench, Run } from './row.ts'
import type { TreeShape } from './stage/tree.ts'

export interface Size {
  readonly times: number
  readonly scale: number
  readonly seed: number
  /** Parts of the names of the variants that are measured; all are without any. */
  readonly variants: readonly string[]
}

const session = new Date().toISOString()

/** What a row works with; each run goes to `keep`, and is told on standard error. */
export function openBench(
  row: string,
  { times, scale, seed, variants }: Size,
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
    wants: (name) => isWanted(name, variants),
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

/** Whether the name of a variant has one of these texts in it, or there is none. */
export function isWanted(name: string, texts: readonly string[]): boolean {
  return texts.length === 0 || texts.some((text) => name.toLowerCase().includes(text.toLowerCase()))
}

/** Keeps a run for good. */
export function keepRun(run: Run): void {
  record(resultsName, { ...run })
}
