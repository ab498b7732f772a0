import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row, Run } from './row.ts'

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

/**
 * The runs of a row that are shown. Each variant by itself, since each may be measured by itself: of it the last session at full size in which everybody
 * ran who ever did, at every amount of work. Without one at full size the last of any size, unless another variant has been measured at full size.
 */
export function shownRuns<Kept extends Run>(
  runs: readonly Kept[],
  { name, variants }: Pick<Row, 'name' | 'variants'>,
): readonly Kept[] {
  const own = runs.filter(({ row, variant }) => row === name && variants.includes(variant))
  const full = own.filter(({ scale }) => scale === 1)
  return variants.flatMap((variant) =>
    lastComplete((full.length > 0 ? full : own).filter((run) => run.variant === variant)),
  )
}

/** What was measured in one go, and is compared with each other. */
function lastComplete<Kept extends Run>(runs: readonly Kept[]): readonly Kept[] {
  const sessions = [...Map.groupBy(runs, ({ session, scale }) => `${session} ${scale}`).values()]
  const countOf = (some: readonly Kept[]): number =>
    new Set(some.map(({ contestant, figures }) => `${contestant} ${figures['factor']}`)).size
  const all = Math.max(0, ...sessions.map(countOf))
  return sessions.findLast((session) => countOf(session) === all) ?? []
}
