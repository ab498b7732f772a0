import { joinPath, keyOf, type PathKey, parentOf } from '../core/path.ts'
import type { Store } from '../ports/store.ts'
import type { RemoteItem } from './control.ts'

/** What the last listing knows to be directly in a folder of Dropbox, by name. `path` may be spelled as people do. */
export function remoteItems(store: Store, path: string): readonly RemoteItem[] {
  const folder = keyOf(path)
  const shown = displayOf(store, folder)
  const items: RemoteItem[] = []
  for (const [key, { remote }] of store.children(folder)) {
    if (!remote) continue
    const { files, bytes } = store.count('remote', key)
    items.push({
      path: joinPath(shown, remote.name),
      kind: remote.kind,
      files,
      bytes,
      wanted: store.wanted(key),
    })
  }
  return items
}

function displayOf(store: Store, key: PathKey): string {
  if (key === '') return ''
  const { remote } = store.get(key)
  return joinPath(displayOf(store, parentOf(key)), remote?.name ?? key.slice(key.lastIndexOf('/') + 1))
}
