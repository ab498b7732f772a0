import { ancestorsOf, type DisplayPath, type PathKey } from '../path.ts'
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
 * scan saw of an inode. Where birth times are not kept the inode alone counts, since what is held too much is only held.
 */
export function displacementOf(
  path: PathKey,
  view: Pick<TreeView, 'get'>,
  standing: (inode: number) => Unsyncable | undefined,
): Displacement | undefined {
  for (const from of [path, ...ancestorsOf(path)]) {
    const { local, synced } = view.get(from)
    if (synced === undefined) continue
    if (local?.inode === synced.inode) return undefined
    const there = standing(synced.inode)
    if (there !== undefined && mayBeSame(there, synced)) return { from, now: there.now }
  }
  return undefined
}

function mayBeSame(there: LocalIdentity, synced: SyncedEntry): boolean {
  return there.born === synced.born || there.born === 0 || synced.born === 0
}
