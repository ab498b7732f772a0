import { isSettled } from '../../../runtime/core/agreement.ts'
import { depthOf, isWithin, nameOf, type PathKey, parentOf, rebase } from '../../../runtime/core/path.ts'
import { type SelectionRule, selectionOf } from '../../../runtime/core/selection.ts'
import { type LocalEntry, nothing, type Triple } from '../../../runtime/core/tree.ts'
import {
  type Count,
  type HistoryLine,
  type KnownRoot,
  type Store,
  StoreError,
  type TreeName,
} from '../../../runtime/ports/store.ts'

type Session = { readonly session: string; readonly offset: number; readonly startedAt: number }

/** Everything but the trees: small, so that a transaction keeps a copy of it. */
interface Rest {
  readonly rules: readonly SelectionRule[]
  readonly cursor: string | undefined
  readonly roots: ReadonlyMap<PathKey, KnownRoot>
  readonly values: ReadonlyMap<string, string>
  readonly sessions: ReadonlyMap<string, Session>
  readonly history: readonly HistoryLine[]
}

/** Everything that a store in memory held at one moment. */
export interface StoreSnapshot {
  readonly triples: ReadonlyMap<PathKey, Triple>
  readonly fingerprints: ReadonlyMap<PathKey, string>
  readonly rest: Rest
}

export interface MemoryStore extends Store {
  /** What is committed. Cheap: entries are never changed, only replaced. */
  snapshot(): StoreSnapshot
}

/**
 * A store in memory for the simulated world, and the model that the real one is held against. It keeps maps of whole paths,
 * so that it shares no way of thinking with the rows of the real one. It begins empty, or with what a store held at some moment.
 */
export function memoryStore(from?: StoreSnapshot): MemoryStore {
  const triples = new Map<PathKey, Triple>()
  const kids = new Map<PathKey, Set<PathKey>>()
  const unsettled = new Set<PathKey>()
  const fingerprints = new Map<PathKey, string>()
  const ids = new Map<string, Set<PathKey>>()
  const inodes = new Map<number, Set<PathKey>>()
  const hashes = new Map<string, Set<PathKey>>()
  let rest: Rest = from?.rest ?? {
    rules: [],
    cursor: undefined,
    roots: new Map(),
    values: new Map(),
    sessions: new Map(),
    history: [],
  }
  let wanted = selectionOf(rest.rules)
  let undo: (() => void)[] | undefined
  let foldersLeft = 0
  let localChanges = 0

  const get = (path: PathKey) => triples.get(path) ?? nothing

  function place(path: PathKey, triple: Triple): void {
    const before = triples.get(path)
    if (before?.local !== triple.local) {
      localChanges++
      print(path, undefined)
      print(parentOf(path), undefined)
    }
    if (before?.local?.kind === 'folder' && triple.local?.name !== before.local.name) foldersLeft++
    if (before?.local?.kind === 'folder' && triple.local?.kind === 'file') foldersLeft++
    undo?.push(() => place(path, before ?? nothing))
    if (before?.synced) {
      drop(ids, before.synced.id, path)
      drop(inodes, before.synced.inode, path)
      if (before.synced.kind === 'file') drop(hashes, before.synced.hash, path)
    }
    if (triple.synced) {
      add(ids, triple.synced.id, path)
      add(inodes, triple.synced.inode, path)
      if (triple.synced.kind === 'file') add(hashes, triple.synced.hash, path)
    }
    if (triple.remote || triple.local || triple.synced) {
      triples.set(path, triple)
      add(kids, parentOf(path), path)
    } else {
      triples.delete(path)
      drop(kids, parentOf(path), path)
    }
    judge(path)
  }

  function print(folder: PathKey, fingerprint: string | undefined): void {
    const before = fingerprints.get(folder)
    if (before === fingerprint) return
    if (fingerprint === undefined) fingerprints.delete(folder)
    else fingerprints.set(folder, fingerprint)
    undo?.push(() => print(folder, before))
  }

  function judge(path: PathKey): void {
    if (isSettled(get(path), wanted(path))) unsettled.delete(path)
    else unsettled.add(path)
  }

  function put(tree: TreeName, path: PathKey, entry: Triple[TreeName]): void {
    if (path === '') throw new StoreError('misuse', 'The root is no entry.')
    if (entry) makeFolder(tree, parentOf(path))
    if (entry?.kind !== 'folder') for (const child of childrenIn(tree, path)) put(tree, child, undefined)
    if (entry !== get(path)[tree]) place(path, { ...get(path), [tree]: entry })
  }

  function makeFolder(tree: TreeName, path: PathKey): void {
    if (path === '' || get(path)[tree]?.kind === 'folder') return
    if (tree !== 'remote') throw new StoreError('misuse', `${path} is not a folder in the ${tree} tree.`)
    put('remote', path, { kind: 'folder', name: nameOf(path), id: '' })
  }

  function childrenIn(tree: TreeName, path: PathKey): PathKey[] {
    return [...(kids.get(path) ?? [])].filter((child) => get(child)[tree] !== undefined)
  }

  function* within(tree: TreeName, path: PathKey): Generator<PathKey> {
    if (get(path)[tree]) yield path
    for (const child of childrenIn(tree, path)) yield* within(tree, child)
  }

  function move(tree: TreeName, from: PathKey, to: PathKey): void {
    if (from === to) return
    if (from === '' || to === '' || isWithin(to, from) || !get(from)[tree] || get(to)[tree])
      throw new StoreError('misuse', `${from} cannot be moved to ${to}.`)
    makeFolder(tree, parentOf(to))
    const moved = [...within(tree, from)].map((path) => [rebase(path, from, to), get(path)[tree]] as const)
    put(tree, from, undefined)
    for (const [path, entry] of moved) place(path, { ...get(path), [tree]: entry })
  }

  function transaction<Value>(work: () => Value): Value {
    if (undo) throw new StoreError('misuse', 'Transactions do not nest.')
    const before = rest
    const steps: (() => void)[] = []
    undo = steps
    try {
      const value = work()
      if (value instanceof Promise) throw new StoreError('misuse', 'A transaction cannot wait for anything.')
      return value
    } catch (error) {
      undo = undefined
      rest = before
      wanted = selectionOf(rest.rules)
      for (const step of steps.reverse()) step()
      for (const path of triples.keys()) judge(path)
      throw error
    } finally {
      undo = undefined
    }
  }

  function atomically(work: () => void): void {
    if (undo) work()
    else transaction(work)
  }

  function count(tree: TreeName, path: PathKey): Count {
    const total = { files: 0, folders: 0, bytes: 0 }
    for (const one of within(tree, path)) {
      const { remote, local, synced } = get(one)
      const inDropbox = remote?.kind === 'file' ? remote.size : undefined
      const onTheBox = local?.kind === 'file' ? local.size : undefined
      if (get(one)[tree]?.kind === 'folder') total.folders++
      else total.files++
      if (tree === 'remote') total.bytes += inDropbox ?? 0
      if (tree === 'local') total.bytes += onTheBox ?? 0
      if (tree === 'synced' && synced?.kind === 'file') total.bytes += onTheBox ?? inDropbox ?? 0
    }
    return total
  }

  for (const [path, triple] of from?.triples ?? []) place(path, triple)
  for (const [folder, fingerprint] of from?.fingerprints ?? []) print(folder, fingerprint)

  const pair = (path: PathKey) => [path, get(path)] as const
  const inOrder = (): PathKey[] =>
    [...unsettled].sort((one, other) => depthOf(one) - depthOf(other) || (one < other ? -1 : 1))
  const setValue = (name: string, value: string | undefined): void => {
    const values = value === undefined ? without(rest.values, name) : new Map(rest.values).set(name, value)
    rest = { ...rest, values }
  }

  return {
    snapshot: () => ({ triples: new Map(triples), fingerprints: new Map(fingerprints), rest }),
    transaction,
    get,
    unsettled: () => inOrder().map(pair),
    unsettledOnBoth: () =>
      inOrder().filter((path) => get(path).remote !== undefined && get(path).local !== undefined),
    isAnyLost: () =>
      [...unsettled].some((path) => {
        const { remote, local, synced } = get(path)
        if (synced === undefined || (remote === undefined && local === undefined)) return false
        return remote?.kind !== local?.kind
      }),
    children: (folder) => {
      const names = kids.get(folder)
      if (names === undefined) return []
      return names.size === 1 ? Array.from(names, pair) : [...names].sort().map(pair)
    },
    wanted: (path) => wanted(path),
    syncedWithId: (id) => (id === '' ? undefined : first(ids.get(id))),
    syncedWithHash: (hash) => [...(hashes.get(hash) ?? [])].sort(),
    syncedWithInode: (inode) => first(inodes.get(inode)),
    setRemote: (path, entry) => atomically(() => put('remote', path, entry)),
    setLocal: (path, entry) => atomically(() => put('local', path, entry)),
    setSynced: (path, entry) => atomically(() => put('synced', path, entry)),
    setAgreed: (path, entries) =>
      atomically(() => {
        if (path === '') throw new StoreError('misuse', 'The root is no entry.')
        const named = (['remote', 'local', 'synced'] as const).filter((tree) => entries[tree] !== undefined)
        for (const tree of named) makeFolder(tree, parentOf(path))
        for (const tree of named) put(tree, path, entries[tree])
      }),
    rebase: (tree, from, to) => atomically(() => move(tree, from, to)),
    clear: (tree, path) =>
      atomically(() => {
        for (const one of path === '' ? childrenIn(tree, '') : [path]) put(tree, one, undefined)
      }),
    count,
    localIn(folder) {
      const entries = new Map<PathKey, LocalEntry>()
      for (const name of [...(kids.get(folder) ?? [])].sort()) {
        const { local } = get(name)
        if (local !== undefined) entries.set(name, local)
      }
      return entries
    },
    localNamed: (parts) =>
      [...triples]
        .filter(
          ([path, { local }]) => local?.kind === 'file' && parts.some((part) => nameOf(path).includes(part)),
        )
        .map(([path]) => path)
        .sort(),
    localChanges: () => localChanges,
    fingerprint: (folder) => fingerprints.get(folder),
    setFingerprint: (folder, fingerprint) => {
      if (get(folder).local?.kind === 'folder') atomically(() => print(folder, fingerprint))
    },
    foldersLeft: () => foldersLeft,
    selection: () => rest.rules,
    setSelection: (rules) => {
      rest = { ...rest, rules: [...rules] }
      wanted = selectionOf(rules)
      for (const path of triples.keys()) judge(path)
    },
    cursor: () => rest.cursor,
    setCursor: (cursor) => {
      rest = { ...rest, cursor }
    },
    roots: () => [...rest.roots.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
    putRoot: (root) => {
      rest = { ...rest, roots: new Map(rest.roots).set(root.path, root) }
    },
    deleteRoot: (path) => {
      rest = { ...rest, roots: without(rest.roots, path) }
    },
    value: (name) => rest.values.get(name),
    setValue,
    // It has no disk to wait for.
    noteValue: setValue,
    sessions: {
      get: (key) => rest.sessions.get(key),
      put: (key, session) => {
        rest = { ...rest, sessions: new Map(rest.sessions).set(key, session) }
      },
      delete: (key) => {
        rest = { ...rest, sessions: without(rest.sessions, key) }
      },
    },
    record: (entry) => {
      rest = {
        ...rest,
        history: [{ ...entry, id: (rest.history[0]?.id ?? 0) + 1 }, ...rest.history].slice(0, 10_000),
      }
    },
    history: (limit, after = 0) => rest.history.filter(({ id }) => id > after).slice(0, limit),
    close: () => undefined,
  }
}

function add<Key>(index: Map<Key, Set<PathKey>>, key: Key, path: PathKey): void {
  const paths = index.get(key)
  if (paths) paths.add(path)
  else index.set(key, new Set([path]))
}

function drop<Key>(index: Map<Key, Set<PathKey>>, key: Key, path: PathKey): void {
  const paths = index.get(key)
  paths?.delete(path)
  if (paths?.size === 0) index.delete(key)
}

function first(paths: ReadonlySet<PathKey> | undefined): PathKey | undefined {
  for (const path of paths ?? []) return path
  return undefined
}

function without<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Map<Key, Value> {
  const left = new Map(map)
  left.delete(key)
  return left
}
