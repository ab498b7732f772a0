import type { PathKey } from '../core/path.ts'
import type { SelectionRule } from '../core/selection.ts'
import type { Triple } from '../core/tree.ts'
import type { SessionMemory } from '../ports/cloud.ts'
import { type Count, type Store, StoreError } from '../ports/store.ts'
import { type Database, openDatabase, openDatabaseToRead } from './database.ts'
import { historyOf } from './history.ts'
import { nodesOf } from './nodes.ts'
import { rootsOf } from './roots.ts'
import { file as aFile, packed } from './row.ts'
import { migrate, requireThisVersion } from './schema.ts'
import { storedSelection } from './selection.ts'
import { sessionsOf } from './sessions.ts'
import { settingsOf } from './settings.ts'
import { totalsOf } from './totals.ts'
import { treesOf } from './trees.ts'

export interface StoreOptions {
  /** How many folders' places are kept in memory, about 300 bytes each. */
  readonly rememberedFolders?: number
  /** Told when the file turns out to be damaged, whatever becomes of the error that is thrown then. */
  readonly damaged?: (error: StoreError) => void
  /** Told when its disk has no room left; what it frees then is there for the next try. */
  readonly full?: () => void
  /** Told the rules of selective sync when some were set, after that is on the disk. Must not throw. */
  readonly chosen?: (rules: readonly SelectionRule[]) => void
}

/**
 * Opens the index in `file`, making it when it is missing; its folder must be there. Only one program can have it open.
 * Throws StoreError: `corrupt` for a damaged file or something else than an index, `newer-version`, `in-use`, `read-only`,
 * `disk-full`, `input-output`.
 */
export function openStore(
  file: string,
  { rememberedFolders = 20_000, damaged, full, chosen }: StoreOptions = {},
): Store {
  const database = openDatabase(file, (error) => {
    if (error.code === 'corrupt') damaged?.(error)
    if (error.code === 'disk-full') full?.()
  })
  try {
    migrate(database, file)
    return storeOver(database, rememberedFolders, chosen)
  } catch (error) {
    database.close()
    throw error
  }
}

/** What of a store can be read without changing it. */
export type ReadStore = Pick<
  Store,
  'get' | 'children' | 'wanted' | 'selection' | 'cursor' | 'roots' | 'value' | 'count' | 'close'
>

/**
 * Opens an index that nobody writes to meanwhile and that was closed in order (no write-ahead log beside it), to be read alone. Changes nothing on
 * the disk. Throws StoreError as `openStore` does, and `older-version`.
 */
export function openStoreToRead(file: string): ReadStore {
  const database = openDatabaseToRead(file)
  try {
    requireThisVersion(database, file)
    return storeOver(database, 20_000)
  } catch (error) {
    database.close()
    throw error
  }
}

/** Rows of equal content that are asked for at once. */
const pageOfHash = 100

function storeOver(database: Database, folders: number, chosen?: StoreOptions['chosen']): Store {
  const totals = totalsOf(database)
  const selection = storedSelection(database)
  const nodes = nodesOf(database, selection.wanted, totals, folders)
  const trees = treesOf(database, nodes, totals)
  const byId = database.prepare(
    'SELECT id FROM nodes WHERE substr(synced_id, -8) = substr(?1, -8) AND synced_id = ?1 LIMIT 1',
  )
  const byHash = database.prepare(
    `SELECT id FROM nodes
     WHERE substr(synced_hash, -4) = substr(?1, -4) AND synced_hash = ?1 AND id > ?2 ORDER BY id LIMIT ${pageOfHash}`,
  )
  const byInode = database.prepare('SELECT id FROM nodes WHERE synced_inode = ? LIMIT 1')

  let hasChosen = false

  function transaction<Value>(work: () => Value): Value {
    if (database.inTransaction) throw new StoreError('misuse', 'Transactions do not nest.')
    let value: Value
    try {
      value = database.transaction(() => {
        const done = work()
        totals.keep()
        return done
      })
    } catch (error) {
      hasChosen = false
      nodes.forget()
      totals.forget()
      selection.forget()
      throw error
    }
    if (hasChosen) {
      hasChosen = false
      chosen?.(selection.rules())
    }
    return value
  }

  function atomically<Value>(work: () => Value): Value {
    return database.inTransaction ? work() : transaction(work)
  }

  const pathOfFirst = (statement: typeof byId, value: string | number): PathKey | undefined => {
    const row = statement.first(value)
    return row && nodes.pathOf(Number(row['id']))
  }

  function* syncedWithHash(hash: string): Generator<PathKey> {
    const cell = packed(hash)
    for (let after = 0; ; ) {
      const page = byHash.all(cell, after)
      for (const row of page) yield nodes.pathOf(Number(row['id']))
      if (page.length < pageOfHash) return
      after = Number(page.at(-1)?.['id'])
    }
  }

  return {
    transaction,
    get: (path) => nodes.find(path).triple,
    unsettled: () => pairs(nodes.unsettled()),
    unsettledOnBoth: nodes.unsettledOnBoth,
    isAnyLost: () => isAny(totals.of('synced')) && nodes.isAnyLost(),
    children: (folder) => pairs(nodes.children(folder)),
    localIn: nodes.localIn,
    wanted: selection.wanted,
    syncedWithId: (id) => (id === '' ? undefined : pathOfFirst(byId, id)),
    syncedWithHash,
    localNamed: (parts) =>
      database
        .prepare(
          `SELECT id FROM nodes WHERE local = ${aFile} AND (${parts.map(() => 'instr(key, ?) > 0').join(' OR ') || 'FALSE'})`,
        )
        .all(...parts)
        .map((row) => nodes.pathOf(Number(row['id'])))
        .sort(),
    syncedWithInode: (inode) => pathOfFirst(byInode, inode),

    setRemote: (path, entry) => atomically(() => trees.set('remote', path, entry)),
    setLocal: (path, entry) => atomically(() => trees.set('local', path, entry)),
    setSynced: (path, entry) => atomically(() => trees.set('synced', path, entry)),
    setAgreed: (path, entries) => atomically(() => trees.setAgreed(path, entries)),
    rebase: (tree, from, to) => atomically(() => trees.rebase(tree, from, to)),
    clear: (tree, path) => atomically(() => trees.clear(tree, path)),
    count: trees.count,
    foldersLeft: nodes.foldersLeft,
    localChanges: nodes.localChanges,
    fingerprint: nodes.fingerprint,
    setFingerprint: (folder, fingerprint) => atomically(() => nodes.setFingerprint(folder, fingerprint)),

    selection: selection.rules,
    setSelection: (rules) =>
      atomically(() => {
        hasChosen = true
        trees.judgeWithin(selection.set(rules))
      }),

    ...settingsOf(database),
    ...rootsOf(database),
    ...historyOf(database),
    sessions: sessionsOf(database) satisfies SessionMemory,
    close: database.close,
  }
}

/** Whether a tree holds anything. */
function isAny({ files, folders }: Count): boolean {
  return files + folders > 0
}

function* pairs(
  nodes: Iterable<{ readonly path: PathKey; readonly triple: Triple }>,
): Generator<readonly [PathKey, Triple]> {
  for (const { path, triple } of nodes) yield [path, triple]
}
