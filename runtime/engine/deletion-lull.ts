import type { PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * Gathers what a program deletes one by one (`rm -r`): deletions in Dropbox wait until no further one has turned up for `lull` ms. So a tree goes
 * in few batches, and its folder at once where each look would else find a few more folders empty.
 */
export interface DeletionLull {
  /** The operations without the deletions that wait for others. To be asked with everything that is planned, each time. */
  gathered(operations: readonly Operation[]): readonly Operation[]
  /** Whether deletions wait. */
  pending(): boolean
  /** ms until some of them wait no longer, or undefined when none does. */
  wait(): number | undefined
}

type Deletion = Extract<Operation, { kind: 'delete-remote' }>

/** So long files wait while more and more turn up, in ms. */
const longestFiles = 5_000
/** And so long folders, each of which takes calls of its own. */
const longestFolders = 60_000

export function createDeletionLull(clock: Clock, lull: number): DeletionLull {
  /** When each of them was planned first; monotonic ms. */
  let known = new Map<PathKey, number>()
  let latest = 0
  let until: number | undefined

  return {
    gathered(operations) {
      const now = clock.monotonic()
      const deletions = operations.filter((operation): operation is Deletion => isDeletion(operation))
      const before = known
      known = new Map(deletions.map(({ path }) => [path, before.get(path) ?? now]))
      if (deletions.some(({ path }) => !before.has(path))) latest = now
      until = undefined
      if (deletions.length === 0 || now - latest >= lull) return operations
      const held = new Set<Operation>()
      for (const [kind, longest] of [
        ['file', longestFiles],
        ['folder', longestFolders],
      ] as const) {
        const ofKind = deletions.filter(({ remote }) => remote.kind === kind)
        const due =
          ofKind.reduce((soonest, { path }) => Math.min(soonest, known.get(path) ?? now), now) + longest
        if (ofKind.length === 0 || due <= now) continue
        until = Math.min(until ?? latest + lull, due)
        for (const deletion of ofKind) held.add(deletion)
      }
      return held.size === 0 ? operations : operations.filter((operation) => !held.has(operation))
    },
    pending: () => until !== undefined,
    wait: () => until && Math.max(0, until - clock.monotonic()),
  }
}

function isDeletion(operation: Operation): boolean {
  return operation.kind === 'delete-remote'
}
