import { isDeepStrictEqual } from 'node:util'
import { following } from '../../core/choice.ts'
import { type PathKey, parentOf } from '../../core/path.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import type { RemoteChange } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import { storedList } from './stored-list.ts'

/**
 * Follows what a person excluded, and somebody moved or renamed in Dropbox: it stays away from the box, wherever it is. Without this, all of it would
 * come down where new folders are taken in. Nothing of it is on the box by which it could be recognised, so that its id in Dropbox is remembered.
 */
export interface RenamedExclusions {
  /** To be called before each look at Dropbox. */
  begin(): void
  /** A line of the delta. To be called in the transaction that applies it: nobody tells of it again. */
  told(change: RemoteChange): void
  /** The delta was read to its end. */
  end(): void
}

interface Excluded {
  readonly path: PathKey
  readonly id: string
  /** Where the delta that is being read has told it to be. */
  readonly at?: PathKey
}

export function createRenamedExclusions(store: Store): RenamedExclusions {
  const known = storedList<Excluded>(store, 'exclusions')
  let ids = new Set<string>()

  const isAt = (path: PathKey, id: string): boolean => store.get(path).remote?.id === id

  /** Whether neither a person has spoken of a place, nor the box has anything of what is there now: what only passed through an excluded place is let go on. */
  const isUndecided = (path: PathKey, id: string): boolean => {
    const { local, synced } = store.get(path)
    if (local !== undefined || synced !== undefined || store.syncedWithId(id) !== undefined) return false
    return store.selection().every((rule) => rule.path !== path)
  }

  const foundBeside = ({ path, id }: Excluded): PathKey | undefined => {
    for (const [sibling] of store.children(parentOf(path))) if (isAt(sibling, id)) return sibling
    return undefined
  }

  return {
    begin() {
      const before = new Map(known.current().map((excluded) => [excluded.path, excluded]))
      const excluded = store.selection().flatMap(({ path, include }): Excluded[] => {
        const earlier = before.get(path)
        const id = include || path === '' ? undefined : store.get(path).remote?.id || earlier?.id
        if (id === undefined) return []
        // An agent that was killed has read of it, and not followed it any more.
        return [earlier?.id === id ? earlier : { path, id }]
      })
      if (!isDeepStrictEqual(excluded, known.current())) known.put(excluded)
      ids = new Set(excluded.map(({ id }) => id))
    },
    told(change) {
      if (change.kind === 'deleted' || !ids.has(change.entry.id)) return
      const { path: at, entry } = change
      known.put(
        known.current().map((excluded) => (excluded.id === entry.id ? { ...excluded, at } : excluded)),
      )
    },
    end() {
      for (const excluded of known.current()) {
        const { path, id, at } = excluded
        if (store.get(path).remote !== undefined) continue
        const to = at !== undefined && isAt(at, id) ? at : foundBeside(excluded)
        if (to !== undefined && isUndecided(to, id))
          store.setSelection(following(store.selection(), path, spellerOf(store)(to)))
      }
      if (known.current().some(({ at }) => at !== undefined))
        known.put(known.current().map(({ path, id }) => ({ path, id })))
    },
  }
}
