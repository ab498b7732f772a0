import type { PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import type { RestoredPlan } from '../core/restored/preview.ts'
import { findMassDeletions, type MassDeletion } from '../core/safety/mass-deletion.ts'
import type { Clock } from '../ports/clock.ts'
import type { Account } from '../ports/cloud.ts'
import type { Store } from '../ports/store.ts'
import { createRecentDeletions } from './recent-deletions.ts'
import { createSecondLook, type SecondLook } from './second-look.ts'
import type { Halt } from './status.ts'

/** What may be carried out of a plan, and what stops it. */
export interface Review {
  readonly operations: readonly Operation[]
  readonly halts: readonly Halt[]
}

/** The guards between a plan and its effects. A halt lets nothing through. */
export interface Guards {
  readonly secondLook: SecondLook
  /** The account must stay the one that this state was made with; the first one is remembered. */
  reviewAccount(account: Account): Halt | undefined
  review(operations: readonly Operation[]): Review
  /** Deletions that wait for a person. */
  waiting(): readonly MassDeletion[]
  /** Lets exactly the deletions happen that wait now. */
  approve(): void
  /** Lets the deletions of a plan that a person was shown happen, as long as they are planned. */
  allow(shown: Pick<RestoredPlan, 'deletedHere' | 'deletedInDropbox'>): void
}

export function createGuards(store: Store, clock: Clock, secondLookDelay: number): Guards {
  const secondLook = createSecondLook(clock, secondLookDelay)
  const recent = createRecentDeletions(store, clock)
  let waiting: readonly MassDeletion[] = []
  let approved: ReadonlySet<string> = new Set()
  return {
    secondLook,
    reviewAccount(account) {
      const expected = store.value('account')
      if (expected === undefined) store.setValue('account', account.id)
      if (expected === undefined || expected === account.id) return undefined
      return { reason: 'account-changed', expected, found: account.id }
    },
    review(planned) {
      const operations = secondLook.confirmed(planned)
      // Counting takes a while, and most plans delete nothing.
      const deletes = operations.some(({ kind }) => kind === 'delete-local' || kind === 'delete-remote')
      const found = deletes
        ? findMassDeletions(operations, store.count('synced', '').files, recent.before(operations))
        : []
      if (approved.size > 0) approved = stillPlanned(planned, approved)
      waiting = found.filter(({ side, paths }) => !paths.every((path) => approved.has(mark(side, path))))
      if (waiting.length > 0) return { operations: [], halts: waiting.map(haltOf) }
      recent.passed(operations)
      for (const { side } of found) recent.forget(side)
      return { operations, halts: [] }
    },
    waiting: () => waiting,
    approve() {
      approved = new Set(waiting.flatMap(({ side, paths }) => paths.map((path) => mark(side, path))))
    },
    allow({ deletedHere, deletedInDropbox }) {
      approved = new Set([
        ...approved,
        ...deletedHere.map(({ path }) => mark('local', path)),
        ...deletedInDropbox.map(({ path }) => mark('remote', path)),
      ])
    },
  }
}

function mark(side: MassDeletion['side'], path: PathKey): string {
  return `${side} ${path}`
}

/** What was approved and is not planned any more was done, or has become something else. */
function stillPlanned(planned: readonly Operation[], approved: ReadonlySet<string>): ReadonlySet<string> {
  const still = planned.flatMap((operation) => {
    if (operation.kind === 'delete-local') return mark('local', operation.path)
    return operation.kind === 'delete-remote' ? mark('remote', operation.path) : []
  })
  return new Set(still.filter((deletion) => approved.has(deletion)))
}

function haltOf({ side, files, of, paths }: MassDeletion): Halt {
  return { reason: 'mass-deletion', side, files, of, examples: paths.slice(0, 10) }
}
