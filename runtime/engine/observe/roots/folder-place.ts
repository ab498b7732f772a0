import type { PathKey } from '../../../core/path.ts'
import type { Store } from '../../../ports/store.ts'

/** Where Dropbox holds the folder with an id, as the Remote tree knows it; undefined where it does not. */
export type FolderPlace = (id: string) => PathKey | undefined

export function createFolderPlace(store: Store): FolderPlace {
  /** Where folders were found that are not at the top; looking for them again would mean looking through everything. */
  const found = new Map<string, PathKey>()

  return (id) => {
    const before = found.get(id)
    if (before !== undefined && store.get(before).remote?.id === id) return before
    found.delete(id)
    for (const [path, remote] of foldersIn(store)) {
      if (remote !== id) continue
      found.set(id, path)
      return path
    }
    return undefined
  }
}

/** Every folder in Dropbox with its id, those at the top first. */
function* foldersIn(store: Store): Generator<readonly [PathKey, string]> {
  const waiting: PathKey[] = ['']
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    for (const [path, { remote }] of store.children(at)) {
      if (remote?.kind !== 'folder') continue
      yield [path, remote.id]
      waiting.push(path)
    }
  }
}
