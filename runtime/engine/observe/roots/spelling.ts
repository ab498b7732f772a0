import { type DisplayPath, joinPath } from '../../../core/path.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'

/** The path of a root as people know it: as Dropbox spells it, else as the box does, else as both last did. */
export function spellingOf(root: Pick<KnownRoot, 'path'>, store: Store): DisplayPath {
  if (root.path === '') return ''
  const { remote, local, synced } = store.get(root.path)
  return joinPath('', remote?.name ?? local?.name ?? synced?.name ?? root.path.slice(1))
}
