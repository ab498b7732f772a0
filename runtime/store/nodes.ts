import { isSettled } from '../core/agreement.ts'
import { depthOf, joinPath, nameOf, type PathKey, parentOf } from '../core/path.ts'
import { type LocalEntry, nothing, type Triple } from '../core/tree.ts'
import { StoreError, type TreeName } from '../ports/store.ts'
import type { Database, Row, Statement } from './database.ts'
import { fingerprintsOf } from './fingerprints.ts'
import { folderCache, type Place } from './folder-cache.ts'
import { nodeCache } from './node-cache.ts'
import { absent, isFolder, isOnOneSideAlone, localColumns, localOf, tripleOf } from './row.ts'
import { rowWriter } from './row-writer.ts'
import type { Totals } from './totals.ts'

/** A path with its row; `id` is undefined while it has none. */
export interface Node {
  readonly path: PathKey
  readonly id: number | undefined
  readonly triple: Triple
}

/** A node that is stored. */
export type StoredNode = Node & { readonly id: number }

/** The rows of the table `nodes`: a row is there exactly while one of the trees holds something at its path. */
export interface Nodes {
  find(path: PathKey): Node
  /** What is at a path, without its details; the root is a folder in all trees. */
  place(path: PathKey): Place | undefined
  /** The nodes directly in a folder by key, read in pages: rows may be written while this goes on. */
  children(folder: PathKey): Generator<StoredNode>
  /** What the Local tree holds directly in a folder: the same as in `children`, without the cost of the other trees. */
  localIn(folder: PathKey): ReadonlyMap<PathKey, LocalEntry>
  /** The nodes whose trees do not agree, the shallowest first, read in pages too. */
  unsettled(): Generator<StoredNode>
  /** Of these the paths that both sides have. */
  unsettledOnBoth(): Generator<PathKey>
  /** See `Store.isAnyLost`. */
  isAnyLost(): boolean
  /** Writes what changed in one tree, and whether the path is settled now. */
  write(node: Node, tree: TreeName, triple: Triple): void
  /** Finds out anew whether a path is settled. */
  judge(node: StoredNode): void
  pathOf(id: number): PathKey
  /** See `Store.localChanges`. */
  localChanges(): number
  /** See `Store.foldersLeft`. */
  foldersLeft(): number
  /** See `Store.fingerprint`. */
  fingerprint(folder: PathKey): string | undefined
  setFingerprint(folder: PathKey, fingerprint: string): void
  /** What was remembered may not be true any more (a transaction was undone). */
  forget(): void
}

const pageSize = 500
/** Rows that are read together of a folder that somebody goes through in order. */
const readAhead = 16
const root: Place = { id: 0, remote: 2, local: 2, synced: 2 }

/** Gives the nodes of a database. `wanted` is asked at each write, `totals` are kept up to date. */
export function nodesOf(
  database: Database,
  wanted: (path: PathKey) => boolean,
  totals: Totals,
  rememberedFolders: number,
): Nodes {
  const cache = folderCache(rememberedFolders)
  const lately = nodeCache<Node>()
  const fingerprints = fingerprintsOf(database)
  const byPlace = database.prepare('SELECT * FROM nodes WHERE parent = ? AND key = ?')
  const followingByPlace = database.prepare(
    `SELECT * FROM nodes WHERE parent = ? AND key >= ? ORDER BY key LIMIT ${readAhead}`,
  )
  const placeByPlace = database.prepare(
    'SELECT id, remote, local, synced FROM nodes WHERE parent = ? AND key = ?',
  )
  const upwards = database.prepare('SELECT parent, key FROM nodes WHERE id = ?')
  const pageOfChildren = database.prepare(
    `SELECT * FROM nodes WHERE parent = ? AND key > ? ORDER BY key LIMIT ${pageSize}`,
  )
  const localByParent = database.prepare(
    `SELECT ${localColumns.join(', ')} FROM nodes WHERE parent = ? AND local <> ${absent} ORDER BY key`,
  )
  const pageOfUnsettled = database.prepare(
    `SELECT * FROM nodes WHERE unsettled = ? AND id > ? ORDER BY id LIMIT ${pageSize}`,
  )
  const pageOfUnsettledOnBoth = database.prepare(
    `SELECT id, parent, key FROM nodes WHERE unsettled = ? AND id > ? AND remote <> ${absent} AND local <> ${absent} ORDER BY id LIMIT ${pageSize}`,
  )
  const firstLost = database.prepare(
    `SELECT id FROM nodes WHERE unsettled IS NOT NULL AND synced <> ${absent} AND ${isOnOneSideAlone} LIMIT 1`,
  )
  const nextDepth = database.prepare('SELECT min(unsettled) AS depth FROM nodes WHERE unsettled > ?')
  const rows = rowWriter(database)

  const unsettledDepth = (path: PathKey, triple: Triple) =>
    isSettled(triple, wanted(path)) ? null : depthOf(path)

  function place(path: PathKey): Place | undefined {
    if (path === '') return root
    const remembered = cache.place(path)
    if (remembered) return remembered
    const parent = place(parentOf(path))
    const row = parent && placeByPlace.first(parent.id, nameOf(path))
    if (!row) return undefined
    const found = placeOf(row)
    cache.put(path, found)
    return found
  }

  function pathOf(id: number): PathKey {
    if (id === 0) return ''
    const remembered = cache.path(id)
    if (remembered !== undefined) return remembered
    const row = upwards.first(id)
    if (!row) throw new StoreError('corrupt', `Row ${id} of the index is missing.`)
    return joinPath(folderOf(row), String(row['key']))
  }

  function folderOf(row: Row): PathKey {
    const id = Number(row['parent'])
    const path = pathOf(id)
    if (id !== 0) place(path)
    return path
  }

  let foldersLeft = 0
  let localChanges = 0

  function write(node: Node, tree: TreeName, triple: Triple): void {
    const { path, id } = node
    lately.delete(path)
    if (hasLeft(node.triple.local, triple.local)) foldersLeft++
    if (node.triple.local !== triple.local) {
      localChanges++
      const folder = place(parentOf(path))
      if (folder) fingerprints.drop(folder.id)
      if (id !== undefined && node.triple.local?.kind === 'folder') fingerprints.drop(id)
    }
    totals.exchange(node.triple, triple)
    if (!triple.remote && !triple.local && !triple.synced) {
      if (id !== undefined) rows.remove(id)
      cache.delete(path)
      return
    }
    const key = nameOf(path)
    const unsettled = unsettledDepth(path, triple)
    if (id !== undefined) {
      const changed = rows.update(tree, id, key, triple, unsettled)
      lately.put({ path, id, triple })
      const before = cache.place(path)
      if (before) cache.update(path, placeOf({ ...before, ...changed, id }))
      return
    }
    const parent = place(parentOf(path))
    if (!parent) throw new StoreError('corrupt', `${path} has no folder above it in the index.`)
    rows.insert(parent.id, key, triple, unsettled)
  }

  /** What was looked for last, and not remembered. */
  let sought = { parent: 0, key: '' }

  /** The rows to be remembered when one is looked for: also those after it, where the one before it was looked for last. */
  function rowsFrom(parent: Place, key: string): readonly Row[] {
    const isNext = parent.id === sought.parent && key > sought.key
    sought = { parent: parent.id, key }
    if (isNext) return followingByPlace.all(parent.id, key)
    const row = byPlace.first(parent.id, key)
    return row ? [row] : []
  }

  return {
    find(path) {
      const known = lately.get(path)
      if (known !== undefined) return known
      const folder = parentOf(path)
      const parent = path === '' ? undefined : place(folder)
      for (const row of parent ? rowsFrom(parent, nameOf(path)) : []) {
        const found = joinPath(folder, String(row['key']))
        if (lately.get(found) === undefined) lately.put(nodeOf(found, row))
      }
      return lately.get(path) ?? { path, id: undefined, triple: nothing }
    },
    place,
    *children(folder) {
      const parent = place(folder)
      if (!parent) return
      for (let after = ''; ; ) {
        const page = pageOfChildren.all(parent.id, after)
        for (const row of page) yield nodeOf(joinPath(folder, String(row['key'])), row)
        if (page.length < pageSize) return
        after = String(page.at(-1)?.['key'])
      }
    },
    localIn(folder) {
      const entries = new Map<PathKey, LocalEntry>()
      const parent = place(folder)
      for (const row of parent ? localByParent.all(parent.id) : []) {
        const entry = localOf(row)
        if (entry !== undefined) entries.set(joinPath(folder, String(row['key'])), entry)
      }
      return entries
    },
    *unsettled() {
      for (const [path, row] of unsettledBy(pageOfUnsettled)) yield nodeOf(path, row)
    },
    *unsettledOnBoth() {
      for (const [path] of unsettledBy(pageOfUnsettledOnBoth)) yield path
    },
    isAnyLost: () => firstLost.first() !== undefined,
    write,
    judge(node) {
      rows.judge(node.id, unsettledDepth(node.path, node.triple))
    },
    pathOf,
    foldersLeft: () => foldersLeft,
    localChanges: () => localChanges,
    fingerprint(folder) {
      const parent = folder === '' ? undefined : place(parentOf(folder))
      return parent && fingerprints.at(parent.id, nameOf(folder))
    },
    setFingerprint(folder, fingerprint) {
      const found = folder === '' ? undefined : place(folder)
      if (found && isFolder('local', found.local)) fingerprints.put(found.id, fingerprint)
    },
    forget() {
      localChanges++
      foldersLeft++
      cache.clear()
      lately.clear()
      fingerprints.forget()
    },
  }

  function* unsettledBy(pages: Statement): Generator<readonly [PathKey, Row]> {
    for (let depth = 0; ; ) {
      const next = nextDepth.first(depth)?.['depth']
      if (typeof next !== 'number') return
      depth = next
      yield* unsettledAt(depth, pages)
    }
  }

  function* unsettledAt(depth: number, pages: Statement): Generator<readonly [PathKey, Row]> {
    for (let after = 0; ; ) {
      const page = pages.all(depth, after)
      for (const row of page) yield [joinPath(folderOf(row), String(row['key'])), row]
      if (page.length < pageSize) return
      after = Number(page.at(-1)?.['id'])
    }
  }
}

/** Whether the folder that stood there does not any more, or not under its name. */
function hasLeft(before: LocalEntry | undefined, now: LocalEntry | undefined): boolean {
  return before?.kind === 'folder' && (now?.kind !== 'folder' || now.name !== before.name)
}

function nodeOf(path: PathKey, row: Row): StoredNode {
  return { path, id: Number(row['id']), triple: tripleOf(row) }
}

function placeOf(row: Row): Place {
  return {
    id: Number(row['id']),
    remote: row['remote'] ?? absent,
    local: row['local'] ?? absent,
    synced: row['synced'] ?? absent,
  }
}
