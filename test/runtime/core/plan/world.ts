import { ancestorsOf, keyOf, nameOf } from '../../../../runtime/core/path.ts'
import type { Operation, Plan } from '../../../../runtime/core/plan/operation.ts'
import { type PlanRules, plan } from '../../../../runtime/core/plan/plan.ts'
import {
  exclusionOf,
  type Selection,
  type SelectionRule,
  selectionOf,
} from '../../../../runtime/core/selection.ts'
import type { TreeView } from '../../../../runtime/core/tree.ts'
import { apply } from './world/apply.ts'
import { createTrees, type Trees } from './world/trees.ts'
import { viewOf } from './world/view.ts'

/** Three trees in memory, a perfect disk and a perfect cloud: every operation does exactly what it says, or throws. */
export interface World extends Pick<Trees, 'remote' | 'local' | 'synced' | 'trash' | 'revisions'> {
  readonly view: TreeView
  readonly rules: SelectionRule[]
  readonly planRules: PlanRules
  plan(): Plan
  apply(operation: Operation): void
  /** Plans and applies until nothing is left. Returns the number of rounds. Throws after `limit` of them, or when an operation cannot be carried out. */
  settle(limit?: number): number
  writeLocal(path: string, content: string): void
  writeRemote(path: string, content: string): void
  folderLocal(path: string): void
  folderRemote(path: string): void
  deleteLocal(path: string): void
  deleteRemote(path: string): void
  moveLocal(from: string, to: string): void
  moveRemote(from: string, to: string): void
  /** `path -> content` (folders: `/`) of one side. */
  list(side: 'remote' | 'local'): Record<string, string>
}

export function createWorld(
  options: { rules?: SelectionRule[]; overrides?: Partial<PlanRules> } = {},
): World {
  const trees = createTrees()
  const { remote, local, synced, trash, revisions, next } = trees
  const { removeRemote, removeLocal, rebaseIn, putRemoteFile, putLocalFile, putLocalFolder } = trees
  const rules = options.rules ?? [{ path: '', display: '', include: true }]

  // Rules are only ever added.
  let selection: { readonly of: number; readonly wanted: Selection; readonly excluded: Selection } | undefined
  const selected = (): { readonly wanted: Selection; readonly excluded: Selection } => {
    if (selection?.of !== rules.length)
      selection = { of: rules.length, wanted: selectionOf(rules), excluded: exclusionOf(rules) }
    return selection
  }
  const view = viewOf(trees, () => selected().wanted)

  const planRules: PlanRules = {
    outOfReach: () => false,
    ignored: () => false,
    anchored: () => false,
    mapped: () => false,
    unwritable: () => false,
    arrived: () => false,
    displaced: () => undefined,
    movable: () => true,
    tooLargeToMove: () => false,
    excludedByChoice: (path) => selected().excluded(path),
    label: { boxName: 'box', day: '2026-11-21' },
    ...options.overrides,
  }

  const parentsOf = (path: string): string[] => [...ancestorsOf(path)].reverse()
  const self: World = {
    view,
    remote,
    local,
    synced,
    trash,
    revisions,
    rules,
    planRules,
    plan: () => plan(view, planRules),
    apply(operation) {
      if (operation.kind === 'adopt')
        rules.push({ path: operation.path, display: operation.display, include: true })
      else apply(trees, operation)
    },
    settle(limit = 60) {
      for (let round = 0; round < limit; round++) {
        const { operations } = self.plan()
        if (operations.length === 0) return round
        for (const operation of operations) self.apply(operation)
      }
      throw new Error(
        `no end after ${limit} rounds; still planned: ${JSON.stringify(self.plan().operations)}`,
      )
    },
    writeLocal(path, content) {
      for (const parent of parentsOf(path)) if (!local.has(keyOf(parent))) self.folderLocal(parent)
      const old = local.get(keyOf(path))
      if (old?.kind === 'folder') removeLocal(keyOf(path), false)
      if (old?.kind === 'file') {
        local.set(keyOf(path), { ...old, hash: content, size: content.length })
      } else putLocalFile(keyOf(path), nameOf(path), content)
    },
    writeRemote(path, content) {
      for (const parent of parentsOf(path)) if (!remote.has(keyOf(parent))) self.folderRemote(parent)
      const old = remote.get(keyOf(path))
      if (old?.kind === 'folder') removeRemote(keyOf(path))
      putRemoteFile(keyOf(path), nameOf(path), content, old?.kind === 'file' ? old.id : `id${next()}`)
    },
    folderLocal(path) {
      for (const parent of parentsOf(path))
        if (local.get(keyOf(parent))?.kind !== 'folder') self.folderLocal(parent)
      putLocalFolder(keyOf(path), nameOf(path))
    },
    folderRemote(path) {
      for (const parent of parentsOf(path))
        if (remote.get(keyOf(parent))?.kind !== 'folder') self.folderRemote(parent)
      remote.set(keyOf(path), { kind: 'folder', name: nameOf(path), id: `id${next()}` })
    },
    deleteLocal: (path) => removeLocal(keyOf(path), false),
    deleteRemote: (path) => removeRemote(keyOf(path)),
    moveLocal: (from, to) => rebaseIn(local, keyOf(from), keyOf(to), nameOf(to)),
    moveRemote: (from, to) => rebaseIn(remote, keyOf(from), keyOf(to), nameOf(to)),
    list(side) {
      const tree: Map<string, { kind: string; hash?: string }> = side === 'remote' ? remote : local
      return Object.fromEntries(
        [...tree]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([path, entry]) => [path, entry.hash ?? '/']),
      )
    },
  }
  return self
}
