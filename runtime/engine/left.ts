import { isWithin, keyOf, type PathKey, parentOf } from '../core/path.ts'
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
  /** Some of the paths below them that are not the same, as people spell them; `why` where it is known why one cannot be. */
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

/** So many paths are counted; of more, this is the number. */
const mostCounted = 100_000

/**
 * Judges paths (keys; `''` for everything), and names `most` of those that are not the same. Without `most` it asks for no more than the verdict
 * takes.
 */
export function leftOf(store: Store, standpoint: Standpoint, paths: readonly PathKey[], most: number): Left {
  const { status } = standpoint
  const problems = standpoint.problems.filter(({ path, why }) => {
    const key = keyOf(path)
    // What is wrong with a folder, or with the rules of one, is wrong with all that is in it.
    const concerned = (about: PathKey): boolean =>
      isWithin(key, about) || isWithin(about, why.reason === 'rules' ? parentOf(key) : key)
    return paths.some(concerned)
  })
  const everything = paths.includes('')
  const unsettled = namesOf(store, standpoint.ignored, paths, everything ? most : Math.max(most, 1))
  const unsynced = paths.filter((path) => path !== '' && !syncs(store, standpoint.ignored, path))
  const verdict = judge(standpoint, { paths, problems, everything, settled: unsettled.paths.length === 0 })
  if (verdict === 'same' || most === 0) return { verdict, status, paths: [], more: 0, unsynced }
  const told = new Set(problems.map(({ path }) => keyOf(path)))
  const spell = spellerOf(store)
  const rest = unsettled.paths.filter((path) => !told.has(path))
  const named = [...problems, ...rest.map((path) => ({ path: spell(path), why: undefined }))]
  const more = Math.max(0, named.length - most) + unsettled.more
  return { verdict, status, paths: named.slice(0, most), more, unsynced }
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

function namesOf(
  store: Pick<Store, 'unsettled'>,
  ignored: Ignored,
  paths: readonly PathKey[],
  most: number,
): { readonly paths: readonly PathKey[]; readonly more: number } {
  const found: PathKey[] = []
  let more = 0
  const keptOut = createKeptOut(ignored)
  if (most === 0) return { paths: found, more }
  for (const [path, triple] of store.unsettled()) {
    if (!paths.some((about) => isWithin(path, about)) || keptOut(path, triple)) continue
    if (found.length < most) found.push(path)
    else more++
    if (most === 1 || more >= mostCounted) break
  }
  return { paths: found, more }
}
