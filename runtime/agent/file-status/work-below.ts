import { ancestorsOf, type DisplayPath, keyOf, nameOf, type PathKey } from '../../core/path.ts'
import { createRegion } from '../../core/plan/region.ts'
import type { Problem } from '../../core/problem.ts'
import type { TreeView } from '../../core/tree.ts'
import { createKeptOut, type Ignored } from '../../engine/kept-out.ts'

/** What is not settled, and what has a problem, seen from the folders above it. */
export interface WorkBelow {
  /**
   * Whether what stands at a place, or a folder above it, has a problem. Of names that are one to Dropbox only that has one which is spelled as the
   * problem says: the other syncs.
   */
  hasProblem(place: DisplayPath): boolean
  problemsBelow(folder: PathKey): boolean
  /** Whether something below a folder is on its way. Where very much is, it is taken to be everywhere. */
  worksBelow(folder: PathKey): boolean
}

/** So many unsettled paths are looked at; more take too long while a person waits. */
const enough = 5_000

export function workBelow(
  trees: Pick<TreeView, 'unsettled'>,
  problems: readonly Problem[],
  ignored: Ignored,
): WorkBelow {
  const inTrouble = createRegion()
  const losers = new Map<PathKey, readonly string[]>()
  const aboveTrouble = new Set<PathKey>()
  for (const problem of problems) {
    const path = keyOf(problem.path)
    // Of two twins in Dropbox neither syncs; of two on the box one does.
    if (problem.why.reason === 'case-clash')
      losers.set(path, [...(losers.get(path) ?? []), nameOf(problem.path)])
    else inTrouble.add(path)
    for (const folder of above(path)) aboveTrouble.add(folder)
  }
  const aboveWork = new Set<PathKey>()
  const keptOut = createKeptOut(ignored)
  let looked = 0
  for (const [path, triple] of trees.unsettled()) {
    if (keptOut(path, triple)) continue
    if (++looked > enough) break
    if (!inTrouble.covers(path)) for (const folder of above(path)) aboveWork.add(folder)
  }
  return {
    hasProblem: (place) => inTrouble.covers(keyOf(place)) || isLoser(place, losers),
    problemsBelow: (folder) => aboveTrouble.has(folder),
    worksBelow: (folder) => looked > enough || aboveWork.has(folder),
  }
}

function isLoser(place: DisplayPath, losers: ReadonlyMap<PathKey, readonly string[]>): boolean {
  if (losers.size === 0) return false
  return [place, ...ancestorsOf(place)].some((path) => losers.get(keyOf(path))?.includes(nameOf(path)))
}

function* above(path: PathKey): Generator<PathKey> {
  yield* ancestorsOf(path)
  if (path !== '') yield ''
}
