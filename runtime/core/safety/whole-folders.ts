import type { PathKey } from '../path.ts'
import type { DecisionRules, Verdict } from '../plan/verdict.ts'
import type { TreeView } from '../tree.ts'

/** `ignored`: nothing is there but what ignore rules keep apart, and that is a matter of the box alone. */
export type Below = 'goes' | 'ignored' | 'stays' | 'waits'

/**
 * What is left of a folder on a side once everything in it has its verdict, where `goes` is the one that takes it away: a folder goes only
 * when all that it holds goes, and waits while any of that waits.
 */
export function whatIsBelow(
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
