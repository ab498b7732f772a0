import { type DisplayPath, joinPath, nameOf, type PathKey } from '../../core/path.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import type { Store } from '../../ports/store.ts'

/** What is known to be directly in a folder, on either side, as people spell it. */
export function knownItems(store: Store): (folder: PathKey) => DisplayPath[] {
  const spell = spellerOf(store)
  return (folder) => {
    const display = spell(folder)
    return [...store.children(folder)].flatMap(([path, { remote, local }]) =>
      remote === undefined && local === undefined
        ? []
        : [joinPath(display, remote?.name || (local?.name.normalize('NFC') ?? nameOf(path)))],
    )
  }
}
