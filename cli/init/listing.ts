import { type DisplayPath, keyOf, type PathKey } from '../../runtime/core/path.ts'
import { createMovedFolders } from '../../runtime/engine/observe/moved-folders.ts'
import { createRemoteObserver } from '../../runtime/engine/observe/remote.ts'
import type { Cloud } from '../../runtime/ports/cloud.ts'
import type { Store } from '../../runtime/ports/store.ts'

/** A file or folder of Dropbox with what it holds: files, and bytes of all of them. */
export type ListedItem = {
  /** in the spelling that people see */
  readonly path: string
  readonly kind: 'file' | 'folder'
  readonly files: number
  readonly bytes: number
}

/**
 * Lists all of Dropbox into the Remote tree of `store`, with the cursor that the agent goes on from.
 * `counted` is told how many entries there are so far. Throws CloudError.
 */
export async function listDropbox(
  store: Store,
  cloud: Cloud,
  signal: AbortSignal,
  counted: (entries: number) => void,
): Promise<void> {
  await createRemoteObserver(store, cloud, createMovedFolders(store)).drain(signal, {
    changed: () => undefined,
    counted,
    commits: () => 0,
  })
}

/** What lies directly in Dropbox, folders first, by name. */
export function topOfDropbox(store: Store): ListedItem[] {
  const items: ListedItem[] = []
  for (const [path, { remote }] of store.children('')) {
    if (remote === undefined) continue
    const { files, bytes } = store.count('remote', path)
    items.push({ path: `/${remote.name}`, kind: remote.kind, files, bytes })
  }
  const rank = ({ kind }: ListedItem) => (kind === 'folder' ? 0 : 1)
  return items.sort(
    (one, other) => rank(one) - rank(other) || one.path.localeCompare(other.path, 'en', { numeric: true }),
  )
}

/** The item at a place in Dropbox, in Dropbox's own spelling; undefined when Dropbox has none. */
export function itemAt(store: Store, place: DisplayPath): ListedItem | undefined {
  const path = keyOf(place)
  const { remote } = store.get(path)
  if (remote === undefined) return undefined
  const { files, bytes } = store.count('remote', path)
  return { path: displayOf(store, path), kind: remote.kind, files, bytes }
}

function displayOf(store: Store, path: PathKey): string {
  let display = ''
  let place = ''
  for (const part of path.split('/').slice(1)) {
    place = `${place}/${part}`
    display = `${display}/${store.get(place).remote?.name ?? part}`
  }
  return display
}
