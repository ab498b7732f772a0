import { sameContent } from '../agreement.ts'
import type { PathKey } from '../path.ts'
import type { DecisionRules, Verdict } from '../plan/verdict.ts'
import type { TreeView, Triple } from '../tree.ts'
import { type Below, whatIsBelow } from './whole-folders.ts'

/**
 * What becomes of a path that is not wanted on the box. Only what both sides agreed on leaves it, and nothing in a mapped folder; an edit, and
 * all that never was in Dropbox, stays. A new item at a place that nobody spoke of is taken in; one that a person made where something else is
 * kept away gets a name of its own, as Dropbox's client does it (help.dropbox.com, "selective sync conflict"), so that the two are never merged.
 */
export function verdictOnUnwanted(
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
  if (remote === undefined && !rules.excludedByChoice(path)) return { kind: 'adopt' }
  if (rules.arrived(path, triple) && !rules.mapped(path) && holdsOwn(path, triple, view))
    return { kind: 'set-apart' }
  return { kind: 'hold', reason: 'selective-sync-conflict' }
}

/** Whether the box has a file at or below a path that Dropbox does not have there, as it is here. */
function holdsOwn(path: PathKey, { remote, local }: Triple, view: TreeView): boolean {
  if (local?.kind === 'file') return remote === undefined || !sameContent(local, remote)
  if (local === undefined) return false
  for (const [inner, triple] of view.children(path)) if (holdsOwn(inner, triple, view)) return true
  return false
}

/** What becomes of an excluded folder by what is left in it. */
const onceExcluded = {
  goes: 'drop-local',
  ignored: 'forget',
  stays: 'forget',
  waits: 'wait',
} as const satisfies Record<Below, Verdict['kind']>
