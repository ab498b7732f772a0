import type { LocalEntry, RemoteEntry, SyncedEntry, Triple } from './tree.ts'

/** Whether Dropbox still holds what both sides agreed on. */
function remoteUnchanged(remote: RemoteEntry | undefined, synced: SyncedEntry | undefined): boolean {
  if (remote === undefined || synced === undefined) return remote === synced
  return sameContent(remote, synced) && (!isSpelled(remote) || remote.name === synced.name)
}

/** Whether the box still holds what both sides agreed on. */
function localUnchanged(local: LocalEntry | undefined, synced: SyncedEntry | undefined): boolean {
  if (local === undefined || synced === undefined) return local === synced
  return sameContent(local, synced) && local.name.normalize('NFC') === synced.name
}

/**
 * Whether Dropbox has told how an item is spelled. Of a folder that is only known because something lies in it (a delta need not name parents
 * first) the Remote tree has the key and no id, and nothing is to be renamed after it.
 */
export function isSpelled(remote: RemoteEntry): boolean {
  return remote.id !== ''
}

type Content = { readonly kind: 'file'; readonly hash: string } | { readonly kind: 'folder' }

/** Whether two entries are both folders, or files with equal content. Names, times and revisions do not count. */
export function sameContent(one: Content, other: Content): boolean {
  if (one.kind === 'folder' || other.kind === 'folder') return one.kind === other.kind
  return one.hash === other.hash
}

/**
 * Whether nothing is to be done for a path. `wanted` says whether selective sync takes it: what is not wanted is settled
 * once the box holds nothing of it.
 */
export function isSettled(triple: Triple, wanted: boolean): boolean {
  const { remote, local, synced } = triple
  if (!wanted) return local === undefined && synced === undefined
  if (remote?.kind === 'file' && !remote.downloadable && local === undefined && synced === undefined)
    return remote.rev !== ''
  return (
    remoteUnchanged(remote, synced) &&
    localUnchanged(local, synced) &&
    (synced === undefined || (synced.id === remote?.id && synced.inode === local?.inode))
  )
}

/** What both sides agree on once they hold equal content: Dropbox's spelling and id, the box's inode. Throws on unequal kinds. */
export function agreementOf(remote: RemoteEntry, local: LocalEntry): SyncedEntry {
  const { inode, born } = local
  const { id } = remote
  const name = isSpelled(remote) ? remote.name : local.name.normalize('NFC')
  if (remote.kind === 'folder' && local.kind === 'folder') return { kind: 'folder', name, id, inode, born }
  if (remote.kind === 'file' && local.kind === 'file')
    return { kind: 'file', name, id, hash: remote.hash, inode, born }
  throw new TypeError('a file and a folder cannot agree')
}
