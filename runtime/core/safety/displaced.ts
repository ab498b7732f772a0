import { type DisplayPath, type PathKey, parentOf } from '../path.ts'
import type { LocalIdentity, SyncedEntry, TreeView } from '../tree.ts'

/** A file or folder that stands on the box where it cannot sync: under a name that Dropbox does not take, or unreadable. */
export interface Unsyncable extends LocalIdentity {
  /** Where it stands, as people see it. */
  readonly now: DisplayPath
}

/** Something synced that left its place on the box for one where it cannot sync. */
export interface Displacement {
  /** The synced path that it left; what it held was below. */
  readonly from: PathKey
  readonly now: DisplayPath
}

/**
 * Says whether what was synced at a path, or a folder above it, still stands on the box where it cannot sync. Then its old place is empty
 * for the name alone, and nothing of it may be deleted in Dropbox: given a name that can sync, it is moved there. `standing` gives what a
 * scan saw of an inode. Where birth times are not kept the inode alone counts, since what is held too much is only held. `answered` remembers
 * what was said of folders, for as long as neither the view nor what stands there changes.
 */
export function displacementOf(
  path: PathKey,
  view: Pick<TreeView, 'get'>,
  standing: (inode: number) => Unsyncable | undefined,
  answered: Map<PathKey, Displacement | 'none'> = new Map(),
): Displacement | undefined {
  const asked: PathKey[] = []
  let answer: Displacement | 'none' | undefined
  for (let from = path; answer === undefined; from = parentOf(from)) {
    answer = from === '' ? 'none' : (answered.get(from) ?? displacedItself(from, view, standing))
    asked.push(from)
  }
  for (const folder of asked) answered.set(folder, answer)
  return answer === 'none' ? undefined : answer
}

/** `none`: it is still there; undefined: only a folder above it can tell. */
function displacedItself(
  from: PathKey,
  view: Pick<TreeView, 'get'>,
  standing: (inode: number) => Unsyncable | undefined,
): Displacement | 'none' | undefined {
  const { local, synced } = view.get(from)
  if (synced === undefined) return undefined
  if (local?.inode === synced.inode) return 'none'
  const there = standing(synced.inode)
  return there !== undefined && mayBeSame(there, synced) ? { from, now: there.now } : undefined
}

function mayBeSame(there: LocalIdentity, synced: SyncedEntry): boolean {
  return there.born === synced.born || there.born === 0 || synced.born === 0
}
