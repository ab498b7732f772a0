import { following, including } from '../../../core/choice.ts'
import { joinPath, keyOf, type PathKey } from '../../../core/path.ts'
import { nameWhileRenaming } from '../../../core/renaming.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import { advancing } from './markers.ts'
import type { RootFlags } from './root-flags.ts'

/** A mapped folder that is to be known by another name, or at another place on the box. */
export interface CarriedRoot {
  readonly root: KnownRoot
  /** Its new name, as it is spelled. */
  readonly name: string
  /** Absolute. */
  readonly target: string
}

/**
 * Lets mapped folders be known by new names, with what the box and both sides have in them and what was chosen there; the Remote tree stays as it is.
 * They may exchange their names; what else the trees know of a new name, of the box alone, is forgotten. To be called in a transaction; gives the
 * roots as they are known then.
 */
export function carryOver(
  store: Store,
  flags: RootFlags,
  carried: readonly CarriedRoot[],
): readonly KnownRoot[] {
  const steps = carried.map(({ root, name, target }) => {
    const to = keyOf(joinPath('', name))
    return { root, name, to, moved: { ...root, path: to, target } }
  })
  const renamed = steps.filter(({ root, to }) => root.path !== to)
  const left = new Set(renamed.map(({ root }) => root.path))
  const crosses = renamed.some(({ to }) => left.has(to))

  const carry = (from: PathKey, display: string): void => {
    const to = keyOf(display)
    for (const tree of ['local', 'synced'] as const) {
      store.clear(tree, to)
      if (store.get(from)[tree] !== undefined) store.rebase(tree, from, to)
    }
    flags.renamed(from, to)
    const behind = store.value(advancing(from))
    store.setValue(advancing(from), undefined)
    store.setValue(advancing(to), behind)
    // What was chosen below it, an exclusion above all, goes with it.
    store.setSelection(following(store.selection(), from, display))
  }

  /** Where one is for a moment whose new name another one has yet. */
  const between = ({ root, name }: (typeof steps)[number]): string =>
    joinPath('', nameWhileRenaming(name, root.identity))

  if (crosses) for (const step of renamed) carry(step.root.path, between(step))
  for (const step of renamed) {
    const display = joinPath('', step.name)
    carry(crosses ? keyOf(between(step)) : step.root.path, display)
    store.setSelection(including(store.selection(), display))
    const { local } = store.get(step.to)
    if (local !== undefined) store.setLocal(step.to, { ...local, name: step.name })
  }
  for (const { root } of steps) store.deleteRoot(root.path)
  for (const { moved } of steps) store.putRoot(moved)
  return steps.map(({ moved }) => moved)
}
