import type { PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import { type DeletedFiles, deletedFiles, type MassDeletion, sides } from '../core/safety/mass-deletion.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

type Side = MassDeletion['side']

/**
 * Remembers for a while which files were let be deleted. A deletion of thousands of files that takes its time (on a slow disk, or one by one in
 * Dropbox) is seen in pieces, each of them small.
 */
export interface RecentDeletions {
  /** How many were deleted lately that are not back, nor planned to be deleted (again) now. */
  before(operations: readonly Operation[]): DeletedFiles
  /** These are let be deleted now, unasked. */
  passed(operations: readonly Operation[]): void
  /**
   * Whether more deletions on a side wait for a person. While they do nothing on that side is forgotten, also by the agents that come after this one: what
   * was too much with what had gone before does not become little by waiting. Throws StoreError.
   */
  waits(side: Side, waiting: boolean): void
  /** A person approved of deletions on a side: what was deleted there counts no more. */
  forget(side: Side): void
}

/** ms. */
const lately = 60_000

const nameOf = (side: Side): string => `deleted-before-halt-${side}`

export function createRecentDeletions(store: Store, clock: Clock): RecentDeletions {
  /** When each was deleted, monotonic ms; those of a side where others wait go on counting. */
  const deleted = { local: new Map<PathKey, number>(), remote: new Map<PathKey, number>() }
  const waiting = { local: false, remote: false }
  for (const side of sides) {
    const kept = store.value(nameOf(side))
    if (kept === undefined) continue
    waiting[side] = true
    for (const path of JSON.parse(kept) as PathKey[]) deleted[side].set(path, clock.monotonic())
  }

  const count = (side: Side, operations: readonly Operation[]): number => {
    const paths = deleted[side]
    const planned = new Set(deletedFiles(operations, side))
    const since = waiting[side] ? Number.NEGATIVE_INFINITY : clock.monotonic() - lately
    for (const [path, at] of paths)
      if (at < since || planned.has(path) || store.get(path).synced !== undefined) paths.delete(path)
    return paths.size
  }

  return {
    before: (operations) => ({ local: count('local', operations), remote: count('remote', operations) }),
    passed(operations) {
      const now = clock.monotonic()
      for (const side of sides)
        for (const path of deletedFiles(operations, side)) deleted[side].set(path, now)
    },
    waits(side, isWaiting) {
      if (waiting[side] === isWaiting) return
      waiting[side] = isWaiting
      const paths = deleted[side]
      store.setValue(nameOf(side), isWaiting ? JSON.stringify([...paths.keys()]) : undefined)
      if (!isWaiting) for (const path of paths.keys()) paths.set(path, clock.monotonic())
    },
    forget: (side) => deleted[side].clear(),
  }
}
