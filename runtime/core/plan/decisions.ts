import { sameContent } from '../agreement.ts'
import type { PathKey } from '../path.ts'
import type { Displacement } from '../safety/displaced.ts'
import type { TreeView, Triple } from '../tree.ts'
import { type Decision, decide } from './decide.ts'
import type { Hold } from './operation.ts'

/** What is to happen to a path once everything below it is known. `drop-local`: leaves the box because a person excluded it. */
export type Verdict =
  | { readonly kind: Decision | 'drop-local' | 'adopt' }
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
  /** What was synced there stands on the box where it cannot sync (`displacementOf`). */
  readonly displaced: (path: PathKey, view: TreeView) => Displacement | undefined
  /** Cannot be written on the box under its name. */
  readonly unwritable: (path: PathKey, triple: Triple) => boolean
}

/**
 * Decides every unsettled path, the deepest first, so that a folder goes only when everything in it goes, on the side
 * where it is to be deleted. Invariant: a `delete-…` or `drop-local` verdict on a folder means that no descendant stays there.
 */
export function decideAll(view: TreeView, rules: DecisionRules): Map<PathKey, Verdict> {
  const paths = [...view.unsettled()].reverse()
  const verdicts = new Map<PathKey, Verdict>()
  for (const [path, triple] of paths) verdicts.set(path, verdictOn(path, triple, view, rules, verdicts))
  return verdicts
}

function verdictOn(
  path: PathKey,
  triple: Triple,
  view: TreeView,
  rules: DecisionRules,
  verdicts: ReadonlyMap<PathKey, Verdict>,
): Verdict {
  if (rules.outOfReach(path) || rules.moving(path)) return { kind: 'wait' }
  if (rules.ignored(path, triple)) return { kind: triple.synced === undefined ? 'ignore' : 'forget' }
  if (!view.wanted(path)) return verdictOnUnwanted(path, triple, view, rules, verdicts)
  const decision = decide(triple)
  const displaced = displacementAgainst(decision, path, triple, view, rules)
  if (displaced !== undefined) {
    const { from, now } = displaced
    return from === path ? { kind: 'hold', reason: 'displaced', now } : { kind: 'wait' }
  }
  switch (decision) {
    case 'delete-local':
      return deletionOnBox(path, triple, view, rules, verdicts)
    case 'delete-remote':
      return deletionInDropbox(path, triple, view, rules, verdicts)
    case 'fetch':
      return fetchable(path, triple, rules)
    case 'send':
      return sendable(path, triple, view, rules, verdicts)
    case 'conflict':
    case 'recase-local':
      return rules.anchored(path) ? { kind: 'hold', reason: 'selective-sync-conflict' } : { kind: decision }
    case 'settle':
    case 'forget':
    case 'recase-remote':
      return { kind: decision }
    default:
      return decision satisfies never
  }
}

/**
 * Why a decision is not to be carried out though both sides call for it: what is missing on the box is there under a name that cannot sync.
 * A new folder in its place does not stand for it, or what was in the old one would look deleted.
 */
function displacementAgainst(
  decision: Decision,
  path: PathKey,
  { local, synced }: Triple,
  view: TreeView,
  rules: DecisionRules,
): Displacement | undefined {
  const isReplaced = decision === 'settle' && local?.kind === 'folder' && synced !== undefined
  return decision === 'delete-remote' || isReplaced ? rules.displaced(path, view) : undefined
}

function fetchable(path: PathKey, triple: Triple, rules: DecisionRules): Verdict {
  if (rules.unwritable(path, triple)) return { kind: 'hold', reason: 'name' }
  if (triple.remote?.kind === 'file' && !triple.remote.downloadable)
    return { kind: 'hold', reason: triple.remote.rev === '' ? 'garbled' : 'not-downloadable' }
  return { kind: 'fetch' }
}

/** A new folder that holds nothing but ignored things is not made in Dropbox. */
function sendable(
  path: PathKey,
  { remote, local }: Triple,
  view: TreeView,
  rules: DecisionRules,
  verdicts: ReadonlyMap<PathKey, Verdict>,
): Verdict {
  if (remote !== undefined || local?.kind !== 'folder' || rules.anchored(path)) return { kind: 'send' }
  return {
    kind: whatIsBelow(path, 'local', 'delete-local', view, rules, verdicts) === 'ignored' ? 'ignore' : 'send',
  }
}

/** Deleted in Dropbox. What stays below makes the folder stay: it is made in Dropbox again, or gives way as a conflict copy. */
function deletionOnBox(
  path: PathKey,
  triple: Triple,
  view: TreeView,
  rules: DecisionRules,
  verdicts: ReadonlyMap<PathKey, Verdict>,
): Verdict {
  if (rules.anchored(path)) {
    return triple.remote === undefined
      ? { kind: 'send' }
      : { kind: 'hold', reason: 'selective-sync-conflict' }
  }
  if (triple.local?.kind !== 'folder') return { kind: 'delete-local' }
  switch (whatIsBelow(path, 'local', 'delete-local', view, rules, verdicts)) {
    case 'goes':
      return { kind: 'delete-local' }
    case 'ignored':
      return { kind: triple.remote === undefined ? 'forget' : 'conflict' }
    case 'stays':
      return { kind: triple.remote === undefined ? 'send' : 'conflict' }
    case 'waits':
      return { kind: 'wait' }
  }
}

/** Deleted on the box. What stays below in Dropbox makes the folder stay, and come back to the box. */
function deletionInDropbox(
  path: PathKey,
  triple: Triple,
  view: TreeView,
  rules: DecisionRules,
  verdicts: ReadonlyMap<PathKey, Verdict>,
): Verdict {
  if (triple.remote?.kind !== 'folder') return { kind: 'delete-remote' }
  switch (whatIsBelow(path, 'remote', 'delete-remote', view, rules, verdicts)) {
    case 'goes':
      return { kind: 'delete-remote' }
    case 'ignored':
    case 'stays':
      return { kind: triple.local === undefined ? 'fetch' : 'conflict' }
    case 'waits':
      return { kind: 'wait' }
  }
}

/** Excluded from the box. Only what is surely in Dropbox leaves; a new item at a place that nobody spoke of is taken in. */
function verdictOnUnwanted(
  path: PathKey,
  triple: Triple,
  view: TreeView,
  rules: DecisionRules,
  verdicts: ReadonlyMap<PathKey, Verdict>,
): Verdict {
  const { remote, local, synced } = triple
  if (local === undefined) return { kind: 'forget' }
  if (synced !== undefined) {
    if (!sameContent(local, synced) || rules.mapped(path)) return { kind: 'forget' }
    if (local.kind === 'file') return { kind: 'drop-local' }
    return { kind: onceExcluded[whatIsBelow(path, 'local', 'drop-local', view, rules, verdicts)] }
  }
  const below =
    local.kind === 'folder' ? whatIsBelow(path, 'local', 'drop-local', view, rules, verdicts) : 'stays'
  if (below === 'ignored') return { kind: 'ignore' }
  if (remote !== undefined || rules.excludedByChoice(path))
    return { kind: 'hold', reason: 'selective-sync-conflict' }
  return { kind: 'adopt' }
}

/** `ignored`: nothing is there but what ignore rules keep apart, and that is a matter of the box alone. */
type Below = 'goes' | 'ignored' | 'stays' | 'waits'

/** What becomes of an excluded folder by what is left in it. */
const onceExcluded = {
  goes: 'drop-local',
  ignored: 'forget',
  stays: 'forget',
  waits: 'wait',
} as const satisfies Record<Below, Verdict['kind']>

function whatIsBelow(
  folder: PathKey,
  side: 'remote' | 'local',
  goes: Verdict['kind'],
  view: TreeView,
  rules: DecisionRules,
  verdicts: ReadonlyMap<PathKey, Verdict>,
): Below {
  const { local } = view.get(folder)
  let ignored = side === 'local' && local?.kind === 'folder' && local.holdsIgnored
  let waits = false
  for (const [path, triple] of view.children(folder)) {
    if (triple[side] === undefined) continue
    const verdict = verdicts.get(path)
    const kind = verdict?.kind === 'hold' && verdict.reason === 'displaced' ? 'wait' : verdict?.kind
    if (rules.moving(path) || kind === 'wait' || kind === 'forget') waits = true
    else if (kind === 'ignore' && side === 'local') ignored = true
    else if (kind !== goes) return 'stays'
  }
  if (waits) return 'waits'
  return ignored ? 'ignored' : 'goes'
}
