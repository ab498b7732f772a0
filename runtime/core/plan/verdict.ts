import type { PathKey } from '../path.ts'
import type { Displacement } from '../safety/displaced.ts'
import type { TreeView, Triple } from '../tree.ts'
import type { Decision } from './decide.ts'
import type { Hold } from './operation.ts'

/** What is to happen to a path once everything below it is known. `drop-local`: leaves the box because a person excluded it; `set-apart`: gets another name, since its place is excluded. */
export type Verdict =
  | { readonly kind: Decision | 'drop-local' | 'adopt' | 'set-apart' }
  | ({ readonly kind: 'hold' } & Hold)
  /** Nothing now: it is out of reach, or moves, or waits for something that is. */
  | { readonly kind: 'wait' }
  /** Nothing ever: an ignore rule keeps it apart on both sides. */
  | { readonly kind: 'ignore' }

export interface DecisionRules {
  /** Out of reach now (a halted root, an unreadable folder): nothing is planned there. */
  readonly outOfReach: (path: PathKey) => boolean
  /** Moves away or arrives in this very plan. */
  readonly moving: (path: PathKey) => boolean
  /** An ignore rule of the box names it. Adding a rule deletes nothing on either side. */
  readonly ignored: (path: PathKey, triple: Triple) => boolean
  /** Stands on the box as long as its link does: it can be neither removed nor renamed (a mapped folder). */
  readonly anchored: (path: PathKey) => boolean
  /** Lies in a mapped folder: excluding it ends the sync and takes nothing off the box. */
  readonly mapped: (path: PathKey) => boolean
  /** A person said that this is not to be on the box. */
  readonly excludedByChoice: (path: PathKey) => boolean
  /** Was made on the box where it is not wanted, by what was seen there before; what an exclusion left behind was not. */
  readonly arrived: (path: PathKey, triple: Triple) => boolean
  /** What was synced there stands on the box where it cannot sync (`displacementOf`). */
  readonly displaced: (path: PathKey, view: TreeView) => Displacement | undefined
  /** Cannot be written on the box under its name. */
  readonly unwritable: (path: PathKey, triple: Triple) => boolean
}
