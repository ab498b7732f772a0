import { ancestorsOf, type DisplayPath, keyOf, type PathKey } from '../core/path.ts'
import type { Operation } from '../core/plan/operation.ts'
import { spellerOf } from '../core/plan/spelling.ts'
import type { RestoredPlan } from '../core/restored/preview.ts'
import { findMassDeletions, type MassDeletion, sides } from '../core/safety/mass-deletion.ts'
import { findTooManyFiles } from '../core/safety/too-many-files.ts'
import type { Clock } from '../ports/clock.ts'
import type { Account } from '../ports/cloud.ts'
import type { Store } from '../ports/store.ts'
import { createDeletionLull, type DeletionLull } from './deletion-lull.ts'
import type { Pending } from './pending.ts'
import { createRecentDeletions } from './recent-deletions.ts'
import { expectedRemoteRoot, expectRemoteRoot } from './remote-root.ts'
import { createSecondLook, type SecondLook } from './second-look.ts'
import type { EngineSettings } from './settings.ts'
import type { Halt } from './status.ts'

/** What may be carried out of a plan, and what stops it. */
export interface Review {
  readonly operations: readonly Operation[]
  readonly halts: readonly Halt[]
}

/** The guards between a plan and its effects. A halt lets nothing through. */
export interface Guards {
  readonly secondLook: SecondLook
  readonly deletionLull: Pick<DeletionLull, 'pending' | 'wait'>
  /** The account must stay the one that this state was made with; the first one is remembered. */
  reviewAccount(account: Account): Halt | undefined
  /** The same for the folder of Dropbox that is all there is: seen from another one, everything would look deleted. */
  reviewRemoteRoot(): Halt | undefined
  review(operations: readonly Operation[]): Review
  /** What waits for a person, by name. */
  waiting(): Pending
  /** Lets exactly the deletions happen that wait now, and of the new files those that are named, or all that wait now. */
  approve(additions?: readonly DisplayPath[]): void
  /** Lets the deletions and the new files of a plan that a person was shown happen, as long as they are planned. */
  allow(shown: Pick<RestoredPlan, 'deletedHere' | 'deletedInDropbox' | 'uploaded'>): void
}

export function createGuards(parts: {
  readonly store: Store
  readonly clock: Clock
  readonly settings: Pick<EngineSettings, 'secondLook' | 'deletionLull' | 'newFiles' | 'remoteRoot'>
  /** Whether a path lies where somebody chose to sync what is there just now. */
  readonly chosen: (path: PathKey) => boolean
}): Guards {
  const { store, clock, settings, chosen } = parts
  const secondLook = createSecondLook(clock, settings.secondLook)
  const deletionLull = createDeletionLull(clock, settings.deletionLull)
  const recent = createRecentDeletions(store, clock)
  let waiting: readonly MassDeletion[] = []
  let approved: ReadonlySet<string> = new Set()
  let additions: readonly Addition[] = []
  let approvedAdditions: ReadonlySet<PathKey> = new Set()

  /** Holds new files back when they are too many. Whatever else is planned goes on: it has nothing to do with them. */
  const reviewAdditions = (operations: readonly Operation[]): Review => {
    const added = operations.filter(isAddition)
    if (approvedAdditions.size > 0)
      approvedAdditions = new Set(added.flatMap(({ path }) => (approvedAdditions.has(path) ? [path] : [])))
    additions =
      added.length > settings.newFiles
        ? added.filter(({ path }) => !approvedAdditions.has(path) && !chosen(path))
        : []
    const found = findTooManyFiles(
      additions.map(({ display }) => display),
      settings.newFiles,
    )
    if (found === undefined) {
      additions = []
      return { operations, halts: [] }
    }
    const held = new Set<Operation>(additions)
    const wanted = new Set<PathKey>()
    for (const addition of added)
      if (!held.has(addition))
        for (const folder of ancestorsOf(addition.path)) {
          // All above it are there since it is.
          if (wanted.has(folder)) break
          wanted.add(folder)
        }
    const others = operations.filter(
      (operation) =>
        !held.has(operation) && (operation.kind !== 'create-remote-folder' || wanted.has(operation.path)),
    )
    return { operations: others, halts: [{ reason: 'too-many-files', ...found }] }
  }

  return {
    secondLook,
    deletionLull,
    reviewAccount(account) {
      const expected = store.value('account')
      if (expected === undefined) store.setValue('account', account.id)
      if (expected === undefined || expected === account.id) return undefined
      return { reason: 'account-changed', expected, found: account.id }
    },
    reviewRemoteRoot() {
      const found = settings.remoteRoot
      const expected = expectedRemoteRoot(store)
      if (expected === undefined) expectRemoteRoot(store, found)
      if (expected === undefined || keyOf(expected) === keyOf(found)) return undefined
      return { reason: 'remote-root-changed', expected, found }
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
      for (const side of sides)
        recent.waits(
          side,
          waiting.some((deletion) => deletion.side === side),
        )
      const gathered = deletionLull.gathered(operations)
      const reviewed = reviewAdditions(gathered)
      if (waiting.length > 0) {
        const spell = spellerOf(store)
        const halts = waiting.map((deletion) => haltOf(deletion, spell))
        return { operations: [], halts: [...halts, ...reviewed.halts] }
      }
      recent.passed(gathered)
      for (const { side } of found) recent.forget(side)
      return reviewed
    },
    waiting() {
      const spell = spellerOf(store)
      return {
        deletions: waiting.map(({ side, paths }) => ({ side, paths: paths.map(spell) })),
        additions: additions.map(({ display }) => display),
      }
    },
    approve(shown) {
      const named = shown && new Set(shown)
      const agreed = additions.filter(({ display }) => named === undefined || named.has(display))
      approvedAdditions = new Set([...approvedAdditions, ...agreed.map(({ path }) => path)])
      approved = new Set(waiting.flatMap(({ side, paths }) => paths.map((path) => mark(side, path))))
    },
    allow({ deletedHere, deletedInDropbox, uploaded }) {
      approvedAdditions = new Set([...approvedAdditions, ...uploaded.map(({ path }) => path)])
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

function haltOf({ side, files, of, paths }: MassDeletion, spell: (path: PathKey) => DisplayPath): Halt {
  return { reason: 'mass-deletion', side, files, of, examples: paths.slice(0, 10).map(spell) }
}

/** A file that Dropbox does not have. */
type Addition = Extract<Operation, { kind: 'upload' }>

function isAddition(operation: Operation): operation is Addition {
  return operation.kind === 'upload' && operation.over === undefined
}
