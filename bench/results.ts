import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Run } from './row.ts'

/** A run as it was kept: with the moment, the commit and the machine. */
export interface KeptRun extends Run {
  readonly at: string
  readonly commit: string
  readonly changed: boolean
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly memoryGiB: number
    readonly kernel: string
    readonly node: string
  }
}

/** The name under which runs are recorded. */
export const resultsName = 'performance'

/** Every run that was ever kept, the oldest first. */
export function keptRuns(): readonly KeptRun[] {
  const file = join(import.meta.dirname, 'results', `${resultsName}.jsonl`)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as KeptRun)
}

/** The runs of a row that are shown: of its last session at full size, or, while there is none, of its last one. */
export function shownRuns<Kept extends Run>(runs: readonly Kept[], row: string): readonly Kept[] {
  const own = runs.filter((run) => run.row === row)
  const last = own.filter(({ scale }) => scale === 1).at(-1) ?? own.at(-1)
  return own.filter(({ session, scale }) => session === last?.session && scale === last.scale)
}
