import { isBelow, type PathKey } from '../../core/path.ts'
import type { Operation } from '../../core/plan/operation.ts'
import { plan } from '../../core/plan/plan.ts'
import type { Restored as Area } from '../../core/restored/keep.ts'
import type { KnownRoot, Store } from '../../ports/store.ts'
import type { BoxRules } from '../box-rules.ts'
import type { RootsSeen } from '../observe/roots/look.ts'
import type { Roots } from '../observe/roots/roots.ts'
import type { Places } from '../places.ts'
import { isRestoredHalt, type RestoredHalt } from '../status.ts'
import type { CloudMark } from './cloud-mark.ts'

/** What is restored now: its halts, the roots that a choice is about, those of them that are to get new markers, and their paths. */
export interface RestoredNow {
  readonly halts: readonly RestoredHalt[]
  readonly roots: readonly KnownRoot[]
  readonly halted: readonly KnownRoot[]
  readonly area: Area
}

/** The halt of a box that was restored as a whole. */
export const boxHalt: RestoredHalt = { reason: 'box-restored', path: '' }

/** Finds out of what was seen of the roots what is restored; undefined when nothing is. */
export function findsRestored(parts: {
  readonly store: Store
  readonly roots: Pick<Roots, 'known'>
  readonly places: Pick<Places, 'rootOf'>
  readonly rules: Pick<BoxRules, 'plan'>
  readonly mark: Pick<CloudMark, 'movedOn'>
}): (seen: RootsSeen) => RestoredNow | undefined {
  const { store, roots, places, rules, mark } = parts
  return (seen) => {
    const rootHalts = seen.halts.filter(isRestoredHalt)
    const boxHalts = mark.movedOn() && isAnyAtStake(plan(store, rules.plan).operations) ? [boxHalt] : []
    if (rootHalts.length + boxHalts.length === 0) return undefined
    const haltedPaths = rootHalts.map(({ path }) => path)
    const paths = new Set([
      ...haltedPaths,
      ...(boxHalts.length > 0 ? seen.ready : []).map(({ path }) => path),
    ])
    const covers = (path: PathKey): boolean => {
      const root = path === '' ? undefined : places.rootOf(path)
      return root !== undefined && paths.has(root.path)
    }
    // A root in another one is reached from that one.
    const tops = [...paths].filter((path) => ![...paths].some((other) => isBelow(path, other)))
    const rootsAt = (some: Iterable<PathKey>): KnownRoot[] =>
      [...some].flatMap((path) => roots.known.get(path) ?? [])
    return {
      halts: [...rootHalts, ...boxHalts],
      roots: rootsAt(paths),
      halted: rootsAt(haltedPaths),
      area: { tops, covers },
    }
  }
}

/** Whether something would be replaced, deleted or moved. */
export function isAnyAtStake(operations: readonly Operation[]): boolean {
  return operations.some((operation) => {
    switch (operation.kind) {
      case 'upload':
      case 'download':
        return operation.over !== undefined
      case 'move-local':
        return operation.reason === 'moved'
      case 'move-remote':
      case 'delete-remote':
      case 'delete-local':
        return true
      default:
        return false
    }
  })
}
