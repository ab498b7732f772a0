import type { PathKey } from '../path.ts'
import type { Displacement } from '../safety/displaced.ts'
import { verdictOnUnwanted } from '../safety/leaving.ts'
import { whatIsBelow } from '../safety/whole-folders.ts'
import type { TreeView, Triple } from '../tree.ts'
import { type Decision, decide } from './decide.ts'
import type { DecisionRules, Verdict } from './verdict.ts'

export type { DecisionRules, Verdict } from './verdict.ts'

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

/** The verdict on a path that is not settled; `verdicts` are those on what lies below it. */
export function verdictOn(
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
