import { type FSWatcher, watch } from 'node:fs'

/**
 * Gives what watches one folder after the other as fs.watch does, and throws as that does: `seen` is told each event with what the folder was given as,
 * `failed` that something may have gone unseen.
 */
export type FolderWatches = <Item>(
  seen: (item: Item, event: string, name: string | null) => void,
  failed: () => void,
) => (path: string, item: Item) => Pick<FSWatcher, 'close'>

/**
 * Watches by fs.watch, which does not keep the process running. An emitter keeps a table of whoever listens, which with the listeners takes more memory
 * than all else of a watch, and there may be 100,000 of them: these have no table, and all tell what they emit to one function.
 */
export const fsWatches: FolderWatches = <Item>(
  seen: (item: Item, event: string, name: string | null) => void,
  failed: () => void,
) => {
  function emit(this: { readonly item: Item }, event: string, kind?: unknown, name?: string | null): boolean {
    if (event === 'change') seen(this.item, String(kind), name ?? null)
    else if (event === 'error') failed()
    return true
  }
  return (path, item) => Object.assign(watch(path, { persistent: false }), { _events: undefined, emit, item })
}
