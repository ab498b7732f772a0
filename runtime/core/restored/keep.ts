import { agreementOf, isSpelled, sameContent } from '../agreement.ts'
import type { PathKey } from '../path.ts'
import type { DecisionRules } from '../plan/decisions.ts'
import type { LocalEntry, RemoteEntry, SyncedEntry, TreeView, Triple } from '../tree.ts'

/**
 * What a person keeps after box or workspace were restored to an older state. Each is a way to say what both sides agreed on last, which the
 * planner then starts from: `keep-both`: nothing, so that both are united; `keep-box`: what Dropbox holds, so that all that
 * differs is the box's doing and goes to Dropbox; `keep-cloud`: what the box holds, so that it is Dropbox's doing and comes to the box.
 */
export type Keep = (typeof keeps)[number]

/** In the order in which they are offered: the one that loses nothing first. */
export const keeps = ['keep-both', 'keep-cloud', 'keep-box'] as const

/** The paths that a choice is about. */
export interface Restored {
  /** The tops: a mapped folder's path, or '' for the Dropbox folder. */
  readonly tops: readonly PathKey[]
  /** Whether a path belongs to one of them, and not to another root inside it. */
  readonly covers: (path: PathKey) => boolean
}

/** What of `DecisionRules` says whether a path could have been synced at all. */
export type Reach = Pick<DecisionRules, 'outOfReach' | 'ignored' | 'unwritable'>

/**
 * The Synced tree of the paths in question after a choice, a folder before what it holds. What selective sync does not take, an ignore rule
 * names, cannot be read, or cannot be on the box, is in none: it counts as never synced, so that nothing of it is ever deleted.
 */
export function syncedAfter(
  keep: Keep,
  view: TreeView,
  { tops, covers }: Restored,
  reach: Reach,
): Map<PathKey, SyncedEntry> {
  const synced = new Map<PathKey, SyncedEntry>()
  if (keep === 'keep-both') return synced
  const visit = (path: PathKey, triple: Triple): void => {
    if (path !== '') {
      if (!covers(path) || !view.wanted(path)) return
      if (reach.outOfReach(path) || reach.ignored(path, triple)) return
      const entry = keep === 'keep-box' ? remoteAsSynced(path, triple, reach) : localAsSynced(triple)
      if (entry === undefined) return
      synced.set(path, entry)
      if (entry.kind === 'file') return
    }
    for (const [child, below] of view.children(path)) visit(child, below)
  }
  for (const top of tops) visit(top, view.get(top))
  return synced
}

function remoteAsSynced(path: PathKey, triple: Triple, reach: Reach): SyncedEntry | undefined {
  const { remote, local } = triple
  if (remote === undefined) return undefined
  if (local !== undefined && sameContent(remote, local)) return agreementOf(remote, local)
  // What the box never had for its kind or name is not missing from it.
  if (remote.kind === 'file' && !remote.downloadable) return undefined
  if (reach.unwritable(path, triple)) return undefined
  return entryOf(remote, isSpelled(remote) ? remote.name : (local?.name.normalize('NFC') ?? remote.name), {
    id: remote.id,
    inode: 0,
    born: 0,
  })
}

function localAsSynced({ remote, local }: Triple): SyncedEntry | undefined {
  if (local === undefined) return undefined
  if (remote !== undefined && sameContent(remote, local)) return agreementOf(remote, local)
  const { inode, born } = local
  return entryOf(local, local.name.normalize('NFC'), { id: '', inode, born })
}

function entryOf(
  entry: RemoteEntry | LocalEntry,
  name: string,
  identity: { readonly id: string; readonly inode: number; readonly born: number },
): SyncedEntry {
  return entry.kind === 'folder'
    ? { kind: 'folder', name, ...identity }
    : { kind: 'file', name, hash: entry.hash, ...identity }
}
