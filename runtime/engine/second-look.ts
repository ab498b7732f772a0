import type { Operation } from '../core/plan/operation.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * Deletions that the first scan after a start, or after a root came back, sees must still be there at a second full scan, `delay` ms later: a volume that
 * comes up late, or a snapshot that is still being unpacked, looks just like a person who deleted everything.
 */
export interface SecondLook {
  /** A root is there that was not: the next full scan is a first one again. */
  begin(): void
  /** To be told after every full scan. */
  scanned(): void
  /** The operations without the deletions that are not confirmed yet. */
  confirmed(operations: readonly Operation[]): readonly Operation[]
  /** Whether deletions wait for the second scan. */
  pending(): boolean
  /** Whether it is time for that scan. */
  due(): boolean
  /** ms until then, or undefined when nothing waits. */
  wait(): number | undefined
}

export function createSecondLook(clock: Clock, delay: number): SecondLook {
  let firstScan: number | undefined
  let sure = false
  let waiting = false

  const left = (): number => (firstScan === undefined ? 0 : firstScan + delay - clock.monotonic())

  return {
    begin() {
      firstScan = undefined
      sure = false
      waiting = false
    },
    scanned() {
      if (firstScan === undefined) firstScan = clock.monotonic()
      else if (waiting && left() <= 0) sure = true
    },
    confirmed(operations) {
      if (sure) {
        waiting = false
        return operations
      }
      waiting = operations.some((operation) => operation.kind === 'delete-remote')
      if (!waiting) sure = true
      return operations.filter((operation) => operation.kind !== 'delete-remote')
    },
    pending: () => waiting,
    due: () => waiting && left() <= 0,
    wait: () => (waiting ? Math.max(0, left()) : undefined),
  }
}
