import { isSpelled, sameContent } from '../agreement.ts'
import type { LocalEntry, RemoteEntry, SyncedEntry, Triple } from '../tree.ts'

/**
 * What one wanted path needs, seen by itself. `plan` then looks at what lies below: a folder goes only when all that it
 * holds goes too.
 */
export type Decision =
  | 'settle'
  | 'forget'
  | 'recase-local'
  | 'recase-remote'
  | 'send'
  | 'fetch'
  | 'delete-local'
  | 'delete-remote'
  | 'conflict'

/**
 * The rules of synchronization for one path, none of which knows time:
 * equal content is agreement, however it came about; a side that still holds the synced content follows the other one; an edit
 * wins over a deletion; two different edits are a conflict, in which Dropbox's version keeps the name.
 */
export function decide({ remote, local, synced }: Triple): Decision {
  if (remote === undefined && local === undefined) return 'forget'
  if (remote === undefined) return decideWithoutRemote(local, synced)
  if (local === undefined) return decideWithoutLocal(remote, synced)
  if (sameContent(remote, local)) return decideSpelling(remote, local, synced)
  if (synced === undefined) return 'conflict'
  if (sameContent(remote, synced)) return remote.kind === local.kind ? 'send' : 'delete-remote'
  if (sameContent(local, synced)) return remote.kind === local.kind ? 'fetch' : 'delete-local'
  return 'conflict'
}

function decideWithoutRemote(local: LocalEntry | undefined, synced: SyncedEntry | undefined): Decision {
  return local !== undefined && synced !== undefined && sameContent(local, synced) ? 'delete-local' : 'send'
}

function decideWithoutLocal(remote: RemoteEntry, synced: SyncedEntry | undefined): Decision {
  return synced !== undefined && sameContent(remote, synced) ? 'delete-remote' : 'fetch'
}

function decideSpelling(remote: RemoteEntry, local: LocalEntry, synced: SyncedEntry | undefined): Decision {
  if (!isSpelled(remote) || remote.name === local.name.normalize('NFC')) return 'settle'
  return synced !== undefined && synced.name === remote.name ? 'recase-remote' : 'recase-local'
}
