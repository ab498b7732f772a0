import { ancestorsOf, keyOf, type PathKey } from '../../core/path.ts'
import { createRegion } from '../../core/plan/region.ts'
import type { Problem } from '../../core/problem.ts'
import type { TreeView } from '../../core/tree.ts'

/** What is not settled, and what has a problem, seen from the folders above it. */
export interface WorkBelow {
  /** Whether a path, or a folder above it, has a problem. */
  hasProblem(path: PathKey): boolean
  problemsBelow(folder: PathKey): boolean
  /** Whether something below a folder is on its way. Where very much is, it is taken to be everywhere. */
  worksBelow(folder: PathKey): boolean
}

/** So many unsettled paths are looked at; more take too long while a person waits. */
const enough = 5_000

export function workBelow(trees: Pick<TreeView, 'unsettled'>, problems: readonly Problem[]): WorkBelow {
  const inTrouble = createRegion()
  const aboveTrouble = new Set<PathKey>()
  for (const problem of problems) {
    const path = keyOf(problem.path)
    inTrouble.add(path)
    for (const folder of above(path)) aboveTrouble.add(folder)
  }
  const aboveWork = new Set<PathKey>()
  let looked = 0
  for (const [path] of trees.unsettled()) {
    if (++looked > enough) break
    if (!inTrouble.covers(path)) for (const folder of above(path)) aboveWork.add(folder)
  }
  return {
    hasProblem: (path) => inTrouble.covers(path),
    problemsBelow: (folder) => aboveTrouble.has(folder),
    worksBelow: (folder) => looked > enough || aboveWork.has(folder),
  }
}

function* above(path: PathKey): Generator<PathKey> {
  yield* ancestorsOf(path)
  if (path !== '') yield ''
}
