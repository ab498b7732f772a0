import type { PathKey } from '../../../core/path.ts'
import { isAgreedInCopy } from '../../../core/safety/other-folder.ts'
import type { LocalEntry } from '../../../core/tree.ts'
import type { Store } from '../../../ports/store.ts'
import type { Judge } from './judge.ts'

/**
 * Keeps what a copy of a root lacks from counting as what a person deleted. Each path is judged once, by the first look that finds it or misses it: what
 * becomes of it later, a person did.
 */
export interface CopiedRoots extends Judge {
  /** To be told when both sides are the same, and no copy is doubted any more. */
  synced(): void
}

/** `copyAround`: the copy of a root that a path is in, by a name that no other copy has. */
export function createCopiedRoots(
  store: Store,
  copyAround: (path: PathKey) => string | undefined,
): CopiedRoots {
  const judgedIn = new Map<string, Set<PathKey>>()

  const judged = (copy: string): Set<PathKey> => {
    const paths = judgedIn.get(copy) ?? new Set()
    judgedIn.set(copy, paths)
    return paths
  }

  return {
    judge(scanned, known, placed) {
      const copy = copyAround(scanned.path)
      if (copy === undefined) return
      const done = judged(copy)
      const now = new Map(scanned.entries)
      const untouched = new Set([...scanned.blocked, ...scanned.ignored, ...(placed ?? [])])
      const judgeOne = (
        path: PathKey,
        before: LocalEntry | undefined,
        found: LocalEntry | undefined,
      ): void => {
        if (untouched.has(path)) return
        if (before?.kind === 'folder' && found?.kind !== 'folder')
          for (const [child, { local }] of store.children(path)) judgeOne(child, local, undefined)
        if (done.has(path)) return
        done.add(path)
        const { synced } = store.get(path)
        if (synced !== undefined && !isAgreedInCopy(synced, before, found)) store.setSynced(path, undefined)
      }
      for (const path of new Set([...known.keys(), ...now.keys()]))
        judgeOne(path, known.get(path), now.get(path))
    },
    placed(path) {
      const copy = copyAround(path)
      if (copy !== undefined) judged(copy).add(path)
    },
    synced: () => judgedIn.clear(),
  }
}
