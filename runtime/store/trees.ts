import { ancestorsOf, isWithin, joinPath, nameOf, type PathKey, parentOf } from '../core/path.ts'
import type { RemoteEntry, Triple } from '../core/tree.ts'
import { type Count, type Store, StoreError, type TreeName } from '../ports/store.ts'
import type { Database } from './database.ts'
import type { Nodes } from './nodes.ts'
import { isFolder } from './row.ts'
import { countingColumns, type Totals } from './totals.ts'

/** The rules by which the three trees change: each stays a tree, in which only folders hold something. */
export interface Trees {
  set<Tree extends TreeName>(tree: Tree, path: PathKey, entry: Triple[Tree]): void
  /** Sets several trees, the synced one among them, in one write. */
  setAgreed: Store['setAgreed']
  rebase(tree: TreeName, from: PathKey, to: PathKey): void
  clear(tree: TreeName, path: PathKey): void
  count(tree: TreeName, path: PathKey): Count
  /** Finds out anew which paths are settled: those within one of `paths`, and those on the way to them. */
  judgeWithin(paths: Iterable<PathKey>): void
}

/** Gives the trees over a database's nodes. The caller sees to transactions. */
export function treesOf(database: Database, nodes: Nodes, totals: Totals): Trees {
  const counts = {
    remote: database.prepare(countBelow('remote')),
    local: database.prepare(countBelow('local')),
    synced: database.prepare(countBelow('synced')),
  }

  function set<Tree extends TreeName>(tree: Tree, path: PathKey, entry: Triple[Tree]): void {
    if (path === '') throw rootIsNoEntry()
    if (!entry) {
      remove(tree, path)
      return
    }
    makeFolder(tree, parentOf(path))
    const node = nodes.find(path)
    // The delta tells of each of our own commits, too, which is known already: writing is many times dearer than looking.
    if (tree === 'remote' && isSameRemote(node.triple.remote, entry as RemoteEntry)) return
    if (node.triple[tree]?.kind === 'folder' && entry.kind === 'file') removeBelow(tree, path)
    nodes.write(node, tree, { ...node.triple, [tree]: entry })
  }

  const setAgreed: Trees['setAgreed'] = (path, entries) => {
    if (path === '') throw rootIsNoEntry()
    const named = treeNames.filter((tree) => entries[tree] !== undefined)
    for (const tree of named) makeFolder(tree, parentOf(path))
    const node = nodes.find(path)
    for (const tree of named)
      if (node.triple[tree]?.kind === 'folder' && entries[tree]?.kind === 'file') removeBelow(tree, path)
    // What a change of the synced tree touches is the whole row.
    nodes.write(node, 'synced', { ...node.triple, ...entries })
  }

  function makeFolder(tree: TreeName, path: PathKey): void {
    const place = nodes.place(path)
    if (place && isFolder(tree, place[tree])) return
    if (tree !== 'remote') throw new StoreError('misuse', `${path} is not a folder in the ${tree} tree.`)
    set('remote', path, { kind: 'folder', name: nameOf(path), id: '' })
  }

  function remove(tree: TreeName, path: PathKey): void {
    const node = nodes.find(path)
    const entry = node.triple[tree]
    if (!entry) return
    if (entry.kind === 'folder') removeBelow(tree, path)
    nodes.write(node, tree, { ...node.triple, [tree]: undefined })
  }

  function removeBelow(tree: TreeName, folder: PathKey): void {
    for (const node of nodes.children(folder)) {
      const entry = node.triple[tree]
      if (!entry) continue
      if (entry.kind === 'folder') removeBelow(tree, node.path)
      nodes.write(node, tree, { ...node.triple, [tree]: undefined })
    }
  }

  function move(tree: TreeName, from: PathKey, to: PathKey): void {
    const source = nodes.find(from)
    const target = nodes.find(to)
    const entry = source.triple[tree]
    nodes.write(target, tree, { ...target.triple, [tree]: entry })
    if (entry?.kind === 'folder')
      for (const child of nodes.children(from))
        if (child.triple[tree]) move(tree, child.path, joinPath(to, nameOf(child.path)))
    nodes.write(source, tree, { ...source.triple, [tree]: undefined })
  }

  function judgeBelow(folder: PathKey): void {
    for (const node of nodes.children(folder)) {
      nodes.judge(node)
      if (holdsSomething(node.triple)) judgeBelow(node.path)
    }
  }

  function judge(path: PathKey): void {
    const node = nodes.find(path)
    if (node.id !== undefined) nodes.judge({ ...node, id: node.id })
  }

  return {
    set,
    setAgreed,
    rebase(tree, from, to) {
      if (from === to) return
      if (from === '' || to === '') throw new StoreError('misuse', 'The root cannot be moved.')
      if (isWithin(to, from)) throw new StoreError('misuse', `${from} cannot be moved into itself.`)
      if (!nodes.find(from).triple[tree])
        throw new StoreError('misuse', `Nothing is at ${from} in the ${tree} tree.`)
      if (nodes.find(to).triple[tree])
        throw new StoreError('misuse', `Something is at ${to} in the ${tree} tree.`)
      makeFolder(tree, parentOf(to))
      move(tree, from, to)
    },
    clear: (tree, path) => (path === '' ? removeBelow(tree, '') : remove(tree, path)),
    count(tree, path) {
      if (path === '') return totals.of(tree)
      const id = nodes.find(path).id
      const row = id === undefined ? undefined : counts[tree].first(id)
      return {
        files: Number(row?.['files'] ?? 0),
        folders: Number(row?.['folders'] ?? 0),
        bytes: Number(row?.['bytes'] ?? 0),
      }
    },
    judgeWithin(paths) {
      const changed = new Set(paths)
      const onTheWay = new Set([...changed].flatMap((path) => [...ancestorsOf(path)]))
      for (const path of onTheWay) judge(path)
      for (const path of changed) {
        if ([...ancestorsOf(path)].some((above) => changed.has(above)) || (path !== '' && changed.has('')))
          continue
        judge(path)
        judgeBelow(path)
      }
    },
  }
}

const treeNames = ['remote', 'local', 'synced'] as const satisfies readonly TreeName[]

function rootIsNoEntry(): StoreError {
  return new StoreError('misuse', 'The root is no entry.')
}

function isSameRemote(one: RemoteEntry | undefined, other: RemoteEntry): boolean {
  if (one === undefined || one.name !== other.name || one.id !== other.id) return false
  if (one.kind === 'folder' || other.kind === 'folder') return one.kind === other.kind
  return (
    one.rev === other.rev &&
    one.hash === other.hash &&
    one.size === other.size &&
    one.modified === other.modified &&
    one.downloadable === other.downloadable
  )
}

function holdsSomething({ remote, local, synced }: Triple): boolean {
  return remote?.kind === 'folder' || local?.kind === 'folder' || synced?.kind === 'folder'
}

function countBelow(tree: TreeName): string {
  return `
    WITH RECURSIVE below (id) AS (
      SELECT id FROM nodes WHERE id = ? AND ${tree} <> 0
      UNION ALL
      SELECT nodes.id FROM below JOIN nodes ON nodes.parent = below.id WHERE nodes.${tree} <> 0
    )
    SELECT ${countingColumns(tree)} FROM below JOIN nodes ON nodes.id = below.id`
}
