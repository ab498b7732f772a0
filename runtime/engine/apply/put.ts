import { agreementOf } from '../../core/agreement.ts'
import { type PathKey, parentOf } from '../../core/path.ts'
import type { LocalEntry, RemoteEntry } from '../../core/tree.ts'
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

function isFolder(store: Store, path: PathKey, tree: 'local' | 'synced'): boolean {
  return path === '' || store.get(path)[tree]?.kind === 'folder'
}
