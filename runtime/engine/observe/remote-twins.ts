import { isWithin, joinPath, type PathKey, parentOf } from '../../core/path.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import type { RemoteEntry } from '../../core/tree.ts'
import type { RemoteChange } from '../../ports/cloud.ts'
import type { Store } from '../../ports/store.ts'
import type { Problem } from '../status.ts'
import { storedList } from './stored-list.ts'

/**
 * Two items that Dropbox lists at one path, with ids and spellings of their own: for itself it may fold names otherwise than is known here. The
 * trees have one place for both, and what is told of that place later may be about either. So nothing is planned there; the next word about it
 * asks for a new listing.
 */
export interface RemoteTwins {
  /** A page of the delta. To be called in the transaction that applies it. True when it tells of twins that were known before it. */
  told(changes: readonly RemoteChange[]): boolean
  /** A full listing begins. To be called in its transaction. */
  clear(): void
  /** Whether a path is a place of twins, or lies below one. */
  covers(path: PathKey): boolean
  problems(): readonly Problem[]
}

interface Twins {
  readonly path: PathKey
  /** As Dropbox spells them. */
  readonly names: readonly [string, string]
}

const name = 'remote-twins'

export function createRemoteTwins(store: Store): RemoteTwins {
  const twins = storedList<Twins>(store, name)
  return {
    told(changes) {
      const before = twins.current()
      const found = twinsIn(changes)
      if (found.length > 0) {
        const others = before.filter(({ path }) => found.every((one) => one.path !== path))
        twins.put([...others, ...found])
      }
      return before.some(({ path }) =>
        changes.some((change) => change.path === path || isWithin(path, change.path)),
      )
    },
    clear() {
      if (twins.current().length > 0) twins.put([])
    },
    covers: (path) => twins.known().some((one) => isWithin(path, one.path)),
    problems() {
      const spell = spellerOf(store)
      return twins.current().map(({ path, names: [first, last] }) => {
        const folder = spell(parentOf(path))
        return {
          path: joinPath(folder, last),
          why: { reason: 'twin-in-dropbox', other: joinPath(folder, first) },
        }
      })
    },
  }
}

function twinsIn(changes: readonly RemoteChange[]): Twins[] {
  const present = new Map<PathKey, RemoteEntry>()
  const found = new Map<PathKey, Twins>()
  for (const change of changes) {
    const { path } = change
    if (change.kind === 'deleted') {
      for (const below of [...found.keys()]) if (isWithin(below, path)) found.delete(below)
      present.delete(path)
      continue
    }
    const { entry } = change
    const before = present.get(path)
    if (before !== undefined && areTwins(before, entry))
      found.set(path, { path, names: [before.name, entry.name] })
    present.set(path, entry)
  }
  return [...found.values()]
}

/** What Dropbox replaced while it was listed keeps its spelling, as a rule; what has no id stands for something that made no sense. */
function areTwins(one: RemoteEntry, other: RemoteEntry): boolean {
  return one.id !== '' && other.id !== '' && one.id !== other.id && one.name !== other.name
}
