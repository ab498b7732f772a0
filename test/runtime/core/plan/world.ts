import { agreementOf, isSettled } from '../../../../runtime/core/agreement.ts'
import {
  ancestorsOf,
  depthOf,
  isWithin,
  keyOf,
  nameOf,
  parentOf,
  rebase,
} from '../../../../runtime/core/path.ts'
import type { Operation, Plan } from '../../../../runtime/core/plan/operation.ts'
import { type PlanRules, plan } from '../../../../runtime/core/plan/plan.ts'
import {
  exclusionOf,
  type Selection,
  type SelectionRule,
  selectionOf,
} from '../../../../runtime/core/selection.ts'
import type { LocalEntry, RemoteEntry, SyncedEntry, TreeView, Triple } from '../../../../runtime/core/tree.ts'

/** What an operation was planned for is not there: the engine would leave it to the next plan. */
export class CannotCarryOut extends Error {
  override readonly name = 'CannotCarryOut'

  constructor(operation: Operation) {
    super(`cannot carry out ${JSON.stringify(operation)}`)
  }
}

/** Three trees in memory, a perfect disk and a perfect cloud: every operation does exactly what it says, or throws. */
export interface World {
  readonly view: TreeView
  readonly remote: Map<string, RemoteEntry>
  readonly local: Map<string, LocalEntry>
  readonly synced: Map<string, SyncedEntry>
  readonly trash: string[]
  readonly revisions: string[]
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
  const remote = new Map<string, RemoteEntry>()
  const local = new Map<string, LocalEntry>()
  const synced = new Map<string, SyncedEntry>()
  const rules = options.rules ?? [{ path: '', display: '', include: true }]
  const trash: string[] = []
  const revisions: string[] = []
  let counter = 0
  const next = (): number => ++counter

  const triple = (path: string): Triple => ({
    remote: remote.get(path),
    local: local.get(path),
    synced: synced.get(path),
  })
  const paths = (): Set<string> => {
    const all = new Set(remote.keys())
    for (const path of local.keys()) all.add(path)
    for (const path of synced.keys()) all.add(path)
    return all
  }
  // Rules are only ever added.
  let selection: { readonly of: number; readonly wanted: Selection; readonly excluded: Selection } | undefined
  const selected = (): { readonly wanted: Selection; readonly excluded: Selection } => {
    if (selection?.of !== rules.length)
      selection = { of: rules.length, wanted: selectionOf(rules), excluded: exclusionOf(rules) }
    return selection
  }
  const view: TreeView = {
    get: triple,
    unsettled() {
      const { wanted } = selected()
      const found: { readonly path: string; readonly depth: number; readonly triple: Triple }[] = []
      for (const path of paths()) {
        const own = triple(path)
        if (!isSettled(own, wanted(path))) found.push({ path, depth: depthOf(path), triple: own })
      }
      found.sort((one, other) => one.depth - other.depth || (one.path < other.path ? -1 : 1))
      return found.map((one) => [one.path, one.triple] as const)
    },
    children(folder) {
      const found: (readonly [string, Triple])[] = []
      for (const path of paths())
        if (path !== '' && parentOf(path) === folder) found.push([path, triple(path)])
      return found.sort(([one], [other]) => (one < other ? -1 : 1))
    },
    wanted: (path) => selected().wanted(path),
    syncedWithId(id) {
      for (const [path, entry] of synced) if (entry.id === id) return path
      return undefined
    },
    syncedWithInode(inode) {
      for (const [path, entry] of synced) if (entry.inode === inode) return path
      return undefined
    },
  }

  const planRules: PlanRules = {
    outOfReach: () => false,
    ignored: () => false,
    anchored: () => false,
    mapped: () => false,
    unwritable: () => false,
    displaced: () => undefined,
    movable: () => true,
    excludedByChoice: (path) => selected().excluded(path),
    label: { boxName: 'box', day: '2026-11-21' },
    ...options.overrides,
  }

  const below = (tree: Map<string, unknown>, path: string): string[] => {
    const found: string[] = []
    for (const key of tree.keys()) if (isWithin(key, path)) found.push(key)
    return found
  }
  const removeRemote = (path: string): void => {
    for (const key of below(remote, path)) {
      const entry = remote.get(key)
      if (entry?.kind === 'file') revisions.push(entry.hash)
      remote.delete(key)
    }
  }
  const removeLocal = (path: string, keep: boolean): void => {
    for (const key of below(local, path)) {
      const entry = local.get(key)
      if (keep && entry?.kind === 'file') trash.push(entry.hash)
      local.delete(key)
    }
  }
  const rebaseIn = <Entry extends { name: string }>(
    tree: Map<string, Entry>,
    from: string,
    to: string,
    name: string,
  ): void => {
    const moved = below(tree, from).map((key) => [key, tree.get(key)] as const)
    for (const [key] of moved) tree.delete(key)
    for (const [key, entry] of moved) {
      if (entry === undefined) continue
      tree.set(rebase(key, from, to), key === from ? { ...entry, name } : entry)
    }
  }
  const demand = (condition: boolean, operation: Operation): void => {
    if (!condition) throw new CannotCarryOut(operation)
  }
  const putRemoteFile = (path: string, name: string, content: string, id: string): void => {
    const old = remote.get(path)
    if (old?.kind === 'file' && old.hash !== content) revisions.push(old.hash)
    const rev = `rev${next()}`
    const size = content.length
    remote.set(path, { kind: 'file', name, id, rev, hash: content, size, modified: 0, downloadable: true })
  }
  const putLocalFile = (path: string, name: string, content: string): void => {
    const size = content.length
    const inode = next()
    local.set(path, { kind: 'file', name, inode, born: inode, hash: content, size, modified: 0, changed: 0 })
  }
  const isFolder = (tree: Map<string, { kind: string }>, path: string): boolean =>
    path === '' || tree.get(path)?.kind === 'folder'

  const settlePath = (path: string): void => {
    const there = remote.get(path)
    const here = local.get(path)
    if (there === undefined || here === undefined) throw new Error(`nothing to settle at ${path}`)
    synced.set(path, agreementOf(there, here))
  }

  const apply = (operation: Operation): void => {
    switch (operation.kind) {
      case 'settle':
        settlePath(operation.path)
        return
      case 'forget':
        synced.delete(operation.path)
        return
      case 'adopt':
        rules.push({ path: operation.path, display: operation.display, include: true })
        return
      case 'upload': {
        const { path, over } = operation
        const there = remote.get(path)
        demand(isFolder(remote, parentOf(path)), operation)
        demand(
          over === undefined ? there === undefined : there?.kind === 'file' && there.rev === over,
          operation,
        )
        putRemoteFile(path, nameOf(operation.display), operation.local.hash, there?.id ?? `id${next()}`)
        settlePath(path)
        return
      }
      case 'create-remote-folder':
        demand(!remote.has(operation.path) && isFolder(remote, parentOf(operation.path)), operation)
        remote.set(operation.path, { kind: 'folder', name: nameOf(operation.display), id: `id${next()}` })
        settlePath(operation.path)
        return
      case 'move-remote': {
        const { from, to } = operation
        demand(
          remote.has(from) && (from === to || !remote.has(to)) && isFolder(remote, parentOf(to)),
          operation,
        )
        rebaseIn(remote, from, to, nameOf(operation.toDisplay))
        rebaseIn(synced, from, to, nameOf(operation.toDisplay))
        return
      }
      case 'delete-remote':
        demand(below(remote, operation.path).length === 1, operation)
        removeRemote(operation.path)
        synced.delete(operation.path)
        return
      case 'download': {
        const { path, over } = operation
        demand(isFolder(local, parentOf(path)) && local.get(path)?.inode === over?.inode, operation)
        if (over !== undefined) removeLocal(path, true)
        putLocalFile(path, operation.remote.name, operation.remote.hash)
        settlePath(path)
        return
      }
      case 'create-local-folder': {
        const { path, name } = operation
        demand(!local.has(path) && isFolder(local, parentOf(path)), operation)
        const inode = next()
        local.set(path, { kind: 'folder', name, inode, born: inode, holdsIgnored: false })
        settlePath(path)
        return
      }
      case 'move-local': {
        const { from, to, name, reason } = operation
        demand(local.has(from) && (from === to || !local.has(to)) && isFolder(local, parentOf(to)), operation)
        rebaseIn(local, from, to, name)
        if (reason === 'conflict') for (const key of below(synced, from)) synced.delete(key)
        else rebaseIn(synced, from, to, name.normalize('NFC'))
        return
      }
      case 'delete-local':
        demand(below(local, operation.path).length === 1, operation)
        removeLocal(operation.path, true)
        synced.delete(operation.path)
        return
      default:
        operation satisfies never
    }
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
    apply,
    settle(limit = 60) {
      for (let round = 0; round < limit; round++) {
        const { operations } = self.plan()
        if (operations.length === 0) return round
        for (const operation of operations) apply(operation)
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
      const inode = next()
      local.set(keyOf(path), { kind: 'folder', name: nameOf(path), inode, born: inode, holdsIgnored: false })
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
