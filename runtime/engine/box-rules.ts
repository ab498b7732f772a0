import { faultInRemoteName, isIgnoredEverywhere, type NameFault } from '../core/names.ts'
import { nameOf, type PathKey, tooLongPath } from '../core/path.ts'
import type { DecisionRules } from '../core/plan/decisions.ts'
import type { PlanRules } from '../core/plan/plan.ts'
import { type Displacement, displacementOf } from '../core/safety/displaced.ts'
import { exclusionOf, type Selection, type SelectionRule } from '../core/selection.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { localDay } from './day.ts'
import type { LargeFolders } from './large-folders.ts'
import type { LocalObserver } from './observe/local/local.ts'
import type { MovedFolders } from './observe/moved-folders.ts'
import type { RemoteTwins } from './observe/remote-twins.ts'
import type { RootsSeen } from './observe/roots/look.ts'
import type { Places } from './places.ts'
import type { Arrivals } from './set-apart.ts'

/** What the planner is told of the box: which paths are out of reach, ignored, mapped, excluded or cannot be written. */
export interface BoxRules {
  readonly plan: PlanRules
  /** For what a choice about halted roots would do: the same, but halted roots are within reach. */
  readonly choice: Omit<DecisionRules, 'moving'>
}

/** The rules of a box, which say at each moment what holds then. */
export function boxRules(parts: {
  readonly store: Store
  readonly places: Places
  readonly clock: Clock
  readonly local: LocalObserver
  readonly movedFolders: MovedFolders
  readonly remoteTwins: RemoteTwins
  readonly largeFolders: LargeFolders
  readonly arrivals: Pick<Arrivals, 'arrived'>
  readonly boxName: () => string
  readonly seen: () => RootsSeen | undefined
}): BoxRules {
  const { store, places, clock, local, movedFolders, remoteTwins, largeFolders, boxName, arrivals, seen } =
    parts
  let known: { readonly rules: readonly SelectionRule[]; readonly excluded: Selection } | undefined
  const exclusion = (): Selection => {
    const rules = store.selection()
    if (known?.rules !== rules) known = { rules, excluded: exclusionOf(rules) }
    return known.excluded
  }
  /** By plan: each has a view of its own. */
  const displacements = new WeakMap<object, Map<PathKey, Displacement | 'none'>>()
  /** What stands there is not known, on one of the sides. */
  const isUnclear = (path: PathKey): boolean =>
    local.blocked().covers(path) || movedFolders.covers(path) || remoteTwins.covers(path)

  const choice: BoxRules['choice'] = {
    outOfReach: isUnclear,
    ignored(path, { remote, local: here, synced }) {
      const kind = remote?.kind ?? here?.kind ?? synced?.kind
      return isIgnoredEverywhere(nameOf(path)) || local.ignored(path, kind === 'folder')
    },
    anchored: places.anchored,
    mapped: (path) => path !== '' && places.rootOf(path)?.path !== '',
    excludedByChoice: (path) => exclusion()(path),
    arrived: (path, { local: here }) => arrivals.arrived(path, here),
    displaced(path, view) {
      const answered = displacements.get(view) ?? new Map()
      displacements.set(view, answered)
      return displacementOf(path, view, local.unsyncable, answered)
    },
    unwritable: (path, { remote }) => remote !== undefined && faultIn(path, remote.name) !== undefined,
  }
  const plan: PlanRules = {
    ...choice,
    outOfReach: (path) => seen()?.outOfReach.covers(path) === true || isUnclear(path),
    movable: (from, to) => places.rootOf(from)?.path === places.rootOf(to)?.path,
    tooLargeToMove: largeFolders.isAt,
    get label() {
      return { boxName: boxName(), day: localDay(clock.now()) }
    },
  }
  return { plan, choice }
}

/** Why the box cannot hold something from Dropbox at a path and under a name; undefined when it can, as far as that shows beforehand. */
export function faultIn(path: PathKey, name: string): NameFault | 'path-too-long' | undefined {
  return faultInRemoteName(name) ?? (path.length >= tooLongPath ? 'path-too-long' : undefined)
}
