import { including } from '../../core/choice.ts'
import { joinPath, type PathKey } from '../../core/path.ts'
import type { Files } from '../../ports/files.ts'
import type { KnownRoot, Store } from '../../ports/store.ts'

/** A mapped folder that Dropbox calls by another name now. */
interface Renamed {
  readonly root: KnownRoot
  readonly to: PathKey
  readonly name: string
}

/**
 * Follows a mapped folder that was renamed in Dropbox: its link gets the new name, and goes on syncing. Without this, the rename would
 * look like the deletion of everything in the mapped folder. Where the new name is taken on the box, nothing is done.
 */
export async function followRenamedMappings(
  store: Store,
  files: Files,
  known: Map<PathKey, KnownRoot>,
  folder: string,
  told: (action: string, path: string, detail?: string) => void,
): Promise<void> {
  for (const { root, to, name } of findRenamed(store, known)) {
    const before = store.get(root.path)
    const link = `${folder}/${before.local?.name ?? root.path.slice(1)}`
    const renamed = `${folder}/${name}`
    const standing = await files.lstat(link)
    if (standing?.kind !== 'symlink' || (await files.lstat(renamed)) !== undefined) continue
    await files.rename(link, renamed)
    const moved = { ...root, path: to }
    store.transaction(() => {
      store.rebase('local', root.path, to)
      store.rebase('synced', root.path, to)
      const { local, synced } = store.get(to)
      if (local !== undefined) store.setLocal(to, { ...local, name })
      if (synced !== undefined) store.setSynced(to, { ...synced, name })
      store.deleteRoot(root.path)
      store.putRoot(moved)
      const others = store.selection().filter((rule) => rule.path !== root.path)
      store.setSelection(including(others, joinPath('', name)))
      told('link renamed', joinPath('', name), root.path)
    })
    known.delete(root.path)
    known.set(to, moved)
  }
}

function findRenamed(store: Store, known: ReadonlyMap<PathKey, KnownRoot>): Renamed[] {
  return [...known.values()].flatMap((root) => {
    if (root.path === '') return []
    const { remote, local, synced } = store.get(root.path)
    if (remote !== undefined || local === undefined || synced === undefined || synced.id === '') return []
    for (const [to, triple] of store.children('')) {
      const found = triple.remote
      if (found?.kind !== 'folder' || found.id !== synced.id) continue
      if (triple.local === undefined && triple.synced === undefined) return [{ root, to, name: found.name }]
    }
    return []
  })
}
