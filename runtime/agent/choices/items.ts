import { type DisplayPath, joinPath, type PathKey } from '../../core/path.ts'
import { spelledName, spellerOf } from '../../core/plan/spelling.ts'
import type { Store } from '../../ports/store.ts'

/** What is known to be directly in a folder, on either side, as people spell it. */
export function knownItems(store: Store): (folder: PathKey) => DisplayPath[] {
  const spell = spellerOf(store)
  return (folder) => {
    const display = spell(folder)
    return [...store.children(folder)].flatMap(([path, triple]) =>
      triple.remote === undefined && triple.local === undefined
        ? []
        : [joinPath(display, spelledName(path, triple))],
    )
  }
}
