import { isSettled } from '../agreement.ts'
import { type PathKey, parentOf } from '../path.ts'
import type { TreeView, Triple } from '../tree.ts'
import { decide } from './decide.ts'
import { type DecisionRules, verdictOn } from './decisions.ts'

/**
 * Says of paths, folders first, whether a plan would come to nothing else there than that both sides agree, whatever else it would come to elsewhere: it
 * may be written down at once, and the plan be made of what is left. That holds as long as nothing synced is missing from a side (`Store.isAnyLost`):
 * then nothing is deleted or moved. Where a folder above is not settled itself, the plan decides. The trees may settle meanwhile, and must not change
 * otherwise.
 */
export function agreementsIn(
  view: TreeView,
  rules: Omit<DecisionRules, 'moving'>,
): (path: PathKey, triple: Triple) => boolean {
  const settled = new Set<PathKey>([''])
  const still: DecisionRules = { ...rules, moving: () => false }

  const standsInSettled = (path: PathKey): boolean => {
    const folder = parentOf(path)
    if (settled.has(folder)) return true
    const triple = view.get(folder)
    if (triple.synced === undefined || !isSettled(triple, view.wanted(folder))) return false
    if (!standsInSettled(folder)) return false
    settled.add(folder)
    return true
  }

  return (path, triple) =>
    triple.remote !== undefined &&
    triple.local !== undefined &&
    decide(triple) === 'settle' &&
    view.wanted(path) &&
    standsInSettled(path) &&
    verdictOn(path, triple, view, still, new Map()).kind === 'settle'
}
