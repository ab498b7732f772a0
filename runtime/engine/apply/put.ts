import { agreementOf, isSpelled } from '../../core/agreement.ts'
import { ancestorsOf, type PathKey, parentOf } from '../../core/path.ts'
import type { LocalEntry, LocalFolder, RemoteEntry } from '../../core/tree.ts'
import type { Store } from '../../ports/store.ts'

/** Puts an entry that an effect made into the Local tree, unless its folder has left the tree meanwhile: then the next scan tells. */
export function putLocal(store: Store, path: PathKey, entry: LocalEntry): void {
  if (isFolder(store, parentOf(path), 'local')) store.setLocal(path, entry)
}

/** Writes down that both sides agree, unless the folder above does not yet: then a later plan settles both. Gives whether it did. */
export function putSynced(store: Store, path: PathKey, remote: RemoteEntry, local: LocalEntry): boolean {
  if (!isFolder(store, parentOf(path), 'synced')) return false
  store.setSynced(path, agreementOf(remote, local))
  return true
}

/** As `putLocal` and then `putSynced`, in one write where both can be done. */
export function putDownloaded(store: Store, path: PathKey, remote: RemoteEntry, local: LocalEntry): void {
  if (isFolder(store, parentOf(path), 'local') && isFolder(store, parentOf(path), 'synced')) {
    store.setAgreed(path, { local, synced: agreementOf(remote, local) })
    return
  }
  putLocal(store, path, local)
  putSynced(store, path, remote, local)
}

/**
 * Writes down that both sides have the folders above a path, where no plan has yet: Dropbox made them with what came into them. `had` are those of
 * them that the box had when it was sent, which are what was agreed on: one that is gone since then was deleted or moved. Of one that stands here and
 * that Dropbox spells otherwise a plan decides. Gives those that were written down, from the top.
 */
export function putFoldersSynced(
  store: Store,
  path: PathKey,
  had: ReadonlyMap<PathKey, LocalFolder> = new Map(),
): readonly PathKey[] {
  if (isFolder(store, parentOf(path), 'synced')) return []
  const put: PathKey[] = []
  for (const folder of [...ancestorsOf(path)].reverse()) {
    const { remote, local, synced } = store.get(folder)
    if (synced?.kind === 'folder') continue
    if (synced !== undefined || remote?.kind !== 'folder') break
    const here = local?.kind === 'folder' ? local : undefined
    const agreed = had.get(folder) ?? here
    if (agreed === undefined) break
    if (here !== undefined && isSpelled(remote) && remote.name !== agreed.name.normalize('NFC')) break
    store.setSynced(folder, agreementOf(remote, agreed))
    put.push(folder)
  }
  return put
}

/** Writes down what Dropbox has got and that both sides agree on it, in one write where that can be. Gives the folders as `putFoldersSynced`. */
export function putUploaded(
  store: Store,
  path: PathKey,
  remote: RemoteEntry,
  local: LocalEntry,
  had: ReadonlyMap<PathKey, LocalFolder>,
): readonly PathKey[] {
  if (isFolder(store, parentOf(path), 'synced')) {
    store.setAgreed(path, { remote, synced: agreementOf(remote, local) })
    return []
  }
  store.setRemote(path, remote)
  const folders = putFoldersSynced(store, path, had)
  putSynced(store, path, remote, local)
  return folders
}

function isFolder(store: Store, path: PathKey, tree: 'local' | 'synced'): boolean {
  return path === '' || store.get(path)[tree]?.kind === 'folder'
}
