import { following } from '../../core/choice.ts'
import { joinPath, type PathKey, parentOf } from '../../core/path.ts'
import { nameAfterRenaming } from '../../core/renaming.ts'
import type { SelectionRule } from '../../core/selection.ts'
import type { KnownRoot, Store } from '../../ports/store.ts'

/**
 * Follows what a person chose, and Dropbox calls by another name now: the choice goes with it. Without this, the new name would be one that
 * nobody chose, and everything under the old one would leave the box. Mapped folders are followed by their links.
 */
export function followRenamedChoices(store: Store, roots: ReadonlyMap<PathKey, KnownRoot>): void {
  for (const rule of store.selection()) {
    if (!rule.include || roots.has(rule.path)) continue
    const to = renamedTo(store, rule)
    if (to !== undefined) store.setSelection(following(store.selection(), rule.path, to))
  }
}

/** Where Dropbox holds what is gone from the path of a rule: beside it, under another name. As people see it. */
function renamedTo(store: Store, { path, display }: SelectionRule): string | undefined {
  const { remote, local, synced } = store.get(path)
  if (remote !== undefined || local === undefined || synced === undefined || synced.id === '')
    return undefined
  for (const [, triple] of store.children(parentOf(path))) {
    if (triple.remote?.id !== synced.id || triple.local !== undefined || triple.synced !== undefined) continue
    // A rename that is half done gets its own name back.
    if (nameAfterRenaming(triple.remote.name) !== undefined) continue
    return joinPath(parentOf(display), triple.remote.name)
  }
  return undefined
}
