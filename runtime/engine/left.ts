import { isWithin, keyOf, type PathKey, parentOf } from '../core/path.ts'
import { createRegion, type Region } from '../core/plan/region.ts'
import { spellerOf } from '../core/plan/spelling.ts'
import type { Store } from '../ports/store.ts'
import { createKeptOut, type Ignored } from './kept-out.ts'
import type { Halt, Problem, ProblemReason, SyncStatus } from './status.ts'

/**
 * Whether paths are the same on both sides: they are; they are not yet (`going`), which ends by itself; or they will not be before somebody does
 * something (`stuck`).
 */
export type Verdict = 'same' | 'going' | 'stuck'

/** What keeps paths from being the same on both sides. */
export interface Left {
  readonly verdict: Verdict
  readonly status: SyncStatus
  /**
   * Some of the paths below them that are not the same, as people spell them; `why` where it is known why one cannot be. A folder that cannot sync
   * stands for all that is in it, as in `Engine.problems`.
   */
  readonly paths: readonly { readonly path: string; readonly why: ProblemReason | undefined }[]
  /** How many there are beside these. */
  readonly more: number
  /** Of the paths asked about, those that do not sync: excluded, ignored, or in none of the trees. Such a path is `same`, if nothing at it is to go. */
  readonly unsynced: readonly PathKey[]
}

/** What an engine knows at one moment. */
export interface Standpoint {
  /** Whether both sides were looked at since the question was first asked. */
  readonly looked: boolean
  readonly status: SyncStatus
  readonly problems: readonly Problem[]
  readonly short: boolean
  /** Whether something was seen on either side that is not in the trees yet. */
  readonly unsure: boolean
  readonly ignored: Ignored
}

/** So many paths are looked at, and counted. */
const mostCounted = 100_000

/**
 * Judges paths (keys; `''` for everything), and names `most` of those that are not the same. Without `most` it asks for no more than the verdict
 * takes.
 */
export function leftOf(store: Store, standpoint: Standpoint, paths: readonly PathKey[], most: number): Left {
  const { status } = standpoint
  // What is wrong with a folder, or with the rules of one, is wrong with all that is in it.
  const problems = standpoint.problems.filter((problem) =>
    paths.some((about) => isWithin(keyOf(problem.path), about) || isWithin(about, reachOf(problem))),
  )
  const everything = paths.includes('')
  const told = createRegion()
  for (const problem of problems) told.add(reachOf(problem))
  const unsettled = namesOf(store, standpoint.ignored, paths, told, everything ? most : Math.max(most, 1))
  const unsynced = paths.filter((path) => path !== '' && !syncs(store, standpoint.ignored, path))
  const verdict = judge(standpoint, { paths, problems, everything, settled: unsettled.none })
  if (verdict === 'same' || most === 0) return { verdict, status, paths: [], more: 0, unsynced }
  const spell = spellerOf(store)
  const named = [...problems, ...unsettled.paths.map((path) => ({ path: spell(path), why: undefined }))]
  const more = Math.max(0, named.length - most) + unsettled.more
  return { verdict, status, paths: named.slice(0, most), more, unsynced }
}

/** Below where nothing syncs because of a problem. */
function reachOf({ path, why }: Problem): PathKey {
  const key = keyOf(path)
  return why.reason === 'rules' ? parentOf(key) : key
}

interface Concerned {
  readonly paths: readonly PathKey[]
  readonly problems: readonly Problem[]
  readonly everything: boolean
  readonly settled: boolean
}

function judge(
  { looked, status, short, unsure }: Standpoint,
  { paths, problems, everything, settled }: Concerned,
): Verdict {
  if (status.state === 'unlinked' || status.state === 'failed' || status.state === 'paused') return 'stuck'
  // Nothing that the trees say counts before both sides were looked at.
  if (!looked || status.state === 'offline' || status.state === 'starting' || status.state === 'listing')
    return 'going'
  if (status.state === 'halted' && status.halts.some((halt) => concerns(halt, paths))) return 'stuck'
  if (problems.some(({ why }) => isPassing(why))) return 'going'
  const atRest = status.state === 'up-to-date'
  if (everything ? !atRest : unsure || (!settled && !atRest)) return 'going'
  if (problems.length > 0) return 'stuck'
  return (everything ? short : !settled) ? 'stuck' : 'same'
}

/** Whether a halt keeps anything of these paths from syncing; that of a linked folder concerns this folder alone. */
function concerns(halt: Halt, paths: readonly PathKey[]): boolean {
  if (!('target' in halt) || halt.path === '') return true
  return paths.some((path) => isWithin(path, halt.path) || isWithin(halt.path, path))
}

/** Whether a problem ends by itself before long. */
function isPassing({ reason }: ProblemReason): boolean {
  return reason === 'changing' || reason === 'being-read' || reason === 'interrupted'
}

function syncs(store: Pick<Store, 'get' | 'wanted'>, ignored: Ignored, path: PathKey): boolean {
  const triple = store.get(path)
  const { remote, local, synced } = triple
  if ((remote ?? local ?? synced) === undefined || createKeptOut(ignored)(path, triple)) return false
  return store.wanted(path)
}

/** The paths that are not the same, beside those that are told already; `none` where there are not even such. */
function namesOf(
  store: Pick<Store, 'unsettled'>,
  ignored: Ignored,
  paths: readonly PathKey[],
  told: Region,
  most: number,
): { readonly paths: readonly PathKey[]; readonly more: number; readonly none: boolean } {
  const found: PathKey[] = []
  let more = 0
  let looked = 0
  const keptOut = createKeptOut(ignored)
  if (most === 0) return { paths: found, more, none: true }
  for (const [path, triple] of store.unsettled()) {
    if (!paths.some((about) => isWithin(path, about)) || keptOut(path, triple)) continue
    looked++
    if (!told.covers(path)) {
      if (found.length < most) found.push(path)
      else more++
    }
    if (most === 1 || looked >= mostCounted) break
  }
  return { paths: found, more, none: looked === 0 }
}
