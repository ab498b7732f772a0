import { ancestorsOf, joinPath, keyOf, type PathKey, parentOf } from '../path.ts'
import type { TreeView } from '../tree.ts'
import { apartName } from './apart-name.ts'
import { type ConflictLabel, conflictName } from './conflict-name.ts'
import { type DecisionRules, decideAll } from './decisions.ts'
import { findMoves, type Move } from './moves.ts'
import type { Held, Hold, Operation, Plan } from './operation.ts'
import { moveOperation, operationFor } from './operation-for.ts'
import { createRegion, type Region } from './region.ts'
import { remembering } from './remembering.ts'
import { spellerOf } from './spelling.ts'

/** What the planner must know beside the three trees. */
export interface PlanRules extends Omit<DecisionRules, 'moving'> {
  readonly label: ConflictLabel
  /** Whether the box can rename from one place to the other: both lie in one root. */
  readonly movable: (from: PathKey, to: PathKey) => boolean
  /** Whether Dropbox has refused to move a folder in one piece, for all that it holds. */
  readonly tooLargeToMove: (from: PathKey) => boolean
}

/**
 * Plans from the three trees what is to be done now, in an order that can be followed from the front: parents are made before
 * what they hold, and what is deleted goes from the bottom up. Whatever waits for another operation is left to the next plan;
 * planning again after every batch ends with nothing left to do. Pure.
 */
export function plan(trees: TreeView, rules: PlanRules): Plan {
  const view = remembering(trees)
  if (view.settled) return { operations: [], held: [] }
  const found = findMoves(view, {
    fixed: (path) => rules.outOfReach(path) || rules.anchored(path),
    movable: rules.movable,
    tooLargeToMove: rules.tooLargeToMove,
    adoptable: (path) => !rules.excludedByChoice(path) || isToBeSetApart(path, view, rules),
    unwritable: rules.unwritable,
    ignored: rules.ignored,
  })
  if (found.waiting.length === 0) return planWith(view, rules, found.moves, found.region)
  // What waits to be moved is not to be sent and deleted meanwhile. Where that would leave nothing to do at all, it has waited in vain.
  const patient = createRegion()
  for (const { from, to } of [...found.moves, ...found.waiting]) {
    patient.add(from)
    if (view.wanted(to)) patient.add(to)
  }
  const waited = planWith(view, rules, found.moves, patient)
  return waited.operations.length > 0 ? waited : planWith(view, rules, found.moves, found.region)
}

/** Whether a path will be taken in under another name, with what a person made on the box at a place that is kept away. */
function isToBeSetApart(
  path: PathKey,
  view: TreeView,
  rules: Pick<PlanRules, 'arrived' | 'mapped'>,
): boolean {
  if (rules.mapped(path)) return false
  return [path, ...ancestorsOf(path)].some((place) => rules.arrived(place, view.get(place)))
}

function planWith(view: TreeView, rules: PlanRules, moves: readonly Move[], region: Region): Plan {
  const spell = spellerOf(view)
  const verdicts = decideAll(view, { ...rules, moving: region.covers })

  const operations: Operation[] = moves.map((move) => moveOperation(move, view, spell))
  const held: Held[] = []
  const closed = createRegion()
  const folders = trackFolders(view)
  const allotted = new Set<PathKey>()
  const taken = (path: PathKey): boolean => {
    const { remote, local, synced } = view.get(path)
    return allotted.has(path) || remote !== undefined || local !== undefined || synced !== undefined
  }

  for (const [path, triple] of view.unsettled()) {
    const verdict = verdicts.get(path)
    if (verdict === undefined || closed.covers(path)) continue
    if (verdict.kind === 'hold') {
      held.push({ path, display: spell(path), ...holdIn(verdict) })
      // In a folder that stands where another one was, everything but deletions goes on.
      if (verdict.reason !== 'displaced') closed.add(path)
      continue
    }
    const operation = operationFor(path, triple, verdict, spell, (name, reason) => {
      const folder = parentOf(path)
      const copy =
        reason === 'conflict'
          ? conflictName(name, folder, rules.label, taken)
          : apartName(name, folder, taken)
      allotted.add(joinPath(folder, keyOf(copy)))
      return copy
    })
    if (operation === undefined || !folders.ready(operation)) continue
    if (operation.kind === 'adopt' || operation.kind === 'move-local') closed.add(path)
    operations.push(operation)
  }

  return { operations: inOrder(operations), held }
}

function holdIn(hold: Hold): Hold {
  return hold.reason === 'displaced' ? { reason: hold.reason, now: hold.now } : { reason: hold.reason }
}

/** Knows which folders an operation can rely on: those that are there, and those that this plan makes. */
function trackFolders(view: TreeView): { ready(operation: Operation): boolean } {
  const made = { remote: new Set<PathKey>(), local: new Set<PathKey>() }
  const has = (side: 'remote' | 'local', folder: PathKey): boolean =>
    folder === '' || made[side].has(folder) || view.get(folder)[side]?.kind === 'folder'
  return {
    ready(operation) {
      switch (operation.kind) {
        case 'create-remote-folder':
        case 'upload':
          if (!has('remote', parentOf(operation.path))) return false
          if (operation.kind === 'create-remote-folder') made.remote.add(operation.path)
          return true
        case 'create-local-folder':
        case 'download':
          if (!has('local', parentOf(operation.path))) return false
          if (operation.kind === 'create-local-folder') made.local.add(operation.path)
          return true
        default:
          return true
      }
    },
  }
}

const turn = {
  adopt: 0,
  settle: 0,
  forget: 0,
  'move-remote': 1,
  'move-local': 1,
  'create-remote-folder': 2,
  'create-local-folder': 2,
  upload: 3,
  download: 3,
  'delete-remote': 4,
  'delete-local': 4,
} satisfies Record<Operation['kind'], number>

/** Stable, so parents stay before what they hold; only deletions are turned round. */
function inOrder(operations: readonly Operation[]): Operation[] {
  const deletions = operations.filter((operation) => turn[operation.kind] === 4).reverse()
  const rest = operations.filter((operation) => turn[operation.kind] !== 4)
  return [...rest.sort((one, other) => turn[one.kind] - turn[other.kind]), ...deletions]
}
