import type { PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import { type DeletedFiles, deletedFiles, type MassDeletion } from '../core/safety/mass-deletion.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

/**
 * Remembers for a while which files were let be deleted. A deletion of thousands of files that takes its time (on a slow disk, or one by one in
 * Dropbox) is seen in pieces, each of them small.
 */
export interface RecentDeletions {
  /** How many were deleted lately that are not back, nor planned to be deleted (again) now. */
  before(operations: readonly Operation[]): DeletedFiles
  /** These are let be deleted now, unasked. */
  passed(operations: readonly Operation[]): void
  /** A person approved of deletions on a side: what was deleted there counts no more. */
  forget(side: MassDeletion['side']): void
}

/** ms. */
const lately = 60_000

export function createRecentDeletions(store: Store, clock: Clock): RecentDeletions {
  const deleted = { local: new Map<PathKey, number>(), remote: new Map<PathKey, number>() }

  const count = (side: MassDeletion['side'], operations: readonly Operation[]): number => {
    const paths = deleted[side]
    const planned = new Set(deletedFiles(operations, side))
    const since = clock.monotonic() - lately
    for (const [path, at] of paths)
      if (at < since || planned.has(path) || store.get(path).synced !== undefined) paths.delete(path)
    return paths.size
  }

  return {
    before: (operations) => ({ local: count('local', operations), remote: count('remote', operations) }),
    passed(operations) {
      const now = clock.monotonic()
      for (const side of ['local', 'remote'] as const)
        for (const path of deletedFiles(operations, side)) deleted[side].set(path, now)
    },
    forget: (side) => deleted[side].clear(),
  }
}
