import { dropboxIgnoreName, type IgnoreRules, ignoreFileName } from '../../core/ignore/ignore-rules.ts'
import { isWithin, joinPath, nameOf, type PathKey } from '../../core/path.ts'
import { createRegion, type Region } from '../../core/plan/region.ts'
import type { Unsyncable } from '../../core/safety/displaced.ts'
import { type Doubt, isDoubted, isStillAgreed } from '../../core/safety/power-cut.ts'
import type { ContentHash, LocalEntry, LocalFile } from '../../core/tree.ts'
import { type ReadIgnoreRules, readIgnoreRules } from '../../local/ignore/read-ignore-rules.ts'
import { scanFolder } from '../../local/scan/scan-folder.ts'
import {
  type CompleteFolder,
  type ScannedFolder,
  type ScanRequest,
  scanTree,
} from '../../local/scan/scan-tree.ts'
import type { Clock } from '../../ports/clock.ts'
import { type DiskError, type Files, isDiskError } from '../../ports/files.ts'
import type { KnownRoot, Store } from '../../ports/store.ts'
import type { Places } from '../places.ts'
import type { EngineSettings } from '../settings.ts'
import type { Problem, RepositoryWarning } from '../status.ts'
import type { RootsSeen } from './roots.ts'

/** So many scanned folders are written to the store in one transaction. */
const foldersPerTransaction = 200

/** What a scan found in one folder beside its entries. */
interface Remarks {
  readonly blocked: readonly PathKey[]
  readonly problems: readonly Problem[]
  readonly repositories: readonly RepositoryWarning[]
}

export interface LocalObserver {
  /** Scans every ready root from top to bottom and brings the Local tree up to it. Throws DiskError when the disk itself fails. */
  scanAll(seen: RootsSeen, signal: AbortSignal): Promise<void>
  /** Looks at single folders, and at what is new below them. */
  scanHinted(folders: Iterable<string>, seen: RootsSeen, signal: AbortSignal): Promise<void>
  /** Tells that a transfer put something at a path, on the disk and in the Local tree. */
  placed(path: PathKey): void
  /** Paths where something stands on the box that cannot be read or synced now: nothing is to be planned there. */
  blocked(): Region
  /** What stands on the box as this inode and cannot sync, by the last look at its folder. */
  unsyncable(inode: number): Unsyncable | undefined
  /** Whether the ignore rules of a path's root keep it out. */
  ignored(path: PathKey, isFolder: boolean): boolean
  /** Whether the watcher may leave out an absolute folder. */
  ignoredFolder(absolute: string): boolean
  /** Folders (absolute) in which something was being written at the last look; nothing tells when it has come to rest. */
  restless(): readonly string[]
  /** Whether one of them has not been so for long, so that it is not yet a problem of its own. */
  unsettled(): boolean
  problems(): readonly Problem[]
  repositories(): readonly RepositoryWarning[]
}

/** ms for which something that is being written counts as work under way. */
const usualWriting = 10_000
/** So many times the stillness that is waited for, and a version of its beginning is better than none. */
const patience = 15

export function createLocalObserver(parts: {
  readonly store: Store
  readonly files: Files
  readonly clock: Clock
  readonly places: Places
  readonly settings: EngineSettings
  /** What a power cut may have taken; see `PowerCut`. */
  readonly doubt: () => Doubt | undefined
}): LocalObserver {
  const { store, files, clock, places, settings } = parts
  let remarks = new Map<PathKey, Remarks>()
  let region: Region | undefined
  /** What transfers put into the Local tree while a scan runs: the scan may have looked there before, and must not undo it. */
  let placed: Set<PathKey> | undefined
  /**
   * By folder. A folder that cannot be read any more still holds what was seen in it, and one that the agent has moved is known by its old
   * place: only a scan of everything says that something is no more.
   */
  const unsyncable = new Map<PathKey, readonly Unsyncable[]>()
  let byInode: Map<number, Unsyncable> | undefined
  /** By the target of their root, which stays the same when its link is renamed. */
  const rules = new Map<string, ReadIgnoreRules>()
  /**
   * Doubted files that were read since the power cut and held what both sides agree on, with its hash: what becomes of that content later, a
   * person did. What was found otherwise says nothing: a move may yet bring an agreement to its path.
   */
  const survived = new Map<PathKey, ContentHash>()
  /** Folders in which something is being written, and since when (monotonic ms). */
  const restless = new Map<PathKey, number>()

  const readRules = async (root: KnownRoot): Promise<IgnoreRules> => {
    const options = {
      defaults: settings.defaultIgnoreRules,
      repositories: settings.repositories === 'sync' ? 'synced' : 'kept-out',
    } as const
    const read = await readIgnoreRules(files, root.target, options, rules.get(root.target))
    rules.set(root.target, read)
    return read.rules
  }

  const knownIn = (folder: PathKey): ReadonlyMap<PathKey, LocalEntry> => {
    const known = new Map<PathKey, LocalEntry>()
    for (const [path, { local }] of store.children(folder)) if (local !== undefined) known.set(path, local)
    return known
  }

  /**
   * What a scan of a root is to know. Undefined when its ignore rules cannot be read: without them it would sync what a person kept out, so
   * the whole root is left alone, and told.
   */
  const requestFor = async (
    root: KnownRoot,
    seen: RootsSeen,
    signal: AbortSignal,
  ): Promise<ScanRequest | undefined> => {
    const { remote, local } = store.get(root.path)
    const display = root.path === '' ? '' : joinPath('', remote?.name ?? local?.name ?? root.path.slice(1))
    let own: IgnoreRules
    try {
      own = await readRules(root)
    } catch (error) {
      if (!isDiskError(error)) throw error
      const problems = [problemOfRules(error, display)]
      remarks.set(root.path, { blocked: [root.path], problems, repositories: [] })
      region = undefined
      return undefined
    }
    return {
      root: root.target,
      path: root.path,
      display,
      rules: own,
      known: knownIn,
      now: clock.now,
      stillness: settings.stillness,
      doubted: (times) => isDoubtedNow(times),
      impatient: (path) =>
        clock.monotonic() - (restless.get(path) ?? clock.monotonic()) >= patience * settings.stillness,
      signal,
      ...(root.path === '' ? { mappings: seen.found } : {}),
    }
  }

  const isDoubtedNow = (times: Pick<LocalFile, 'modified' | 'changed'>): boolean => {
    const doubt = parts.doubt()
    return doubt !== undefined && isDoubted(doubt, times)
  }

  /** Forgets that both sides agreed where a power cut has taken what the box had: then they are united, and nothing counts as deleted or edited here. */
  const distrust = (scanned: CompleteFolder, known: ReadonlyMap<PathKey, LocalEntry>, doubt: Doubt): void => {
    const now = new Map(scanned.entries)
    const untouched = new Set([...scanned.blocked, ...scanned.ignored, ...(placed ?? [])])
    const blank = new Set(scanned.blank)
    const judge = (path: PathKey, before: LocalEntry | undefined, found: LocalEntry | undefined): void => {
      if (untouched.has(path)) return
      if (before?.kind === 'folder' && found === undefined)
        for (const [child, { local }] of store.children(path)) judge(child, local, undefined)
      const { synced } = store.get(path)
      if (synced?.kind !== 'file' || found?.kind === 'folder') return
      // Another file, and blank, may be one that the cut has garbled and a program has put here since.
      const isOther = found !== undefined && found.inode !== before?.inode
      if (survived.get(path) === synced.hash && !(isOther && blank.has(path))) return
      if (found?.hash === synced.hash && isDoubted(doubt, found)) survived.set(path, found.hash)
      const file = found && { file: found, blank: blank.has(path) }
      // A folder that stood there says nothing of the file: only what is blank by itself is doubted then.
      const seen = before?.kind === 'file' ? before : undefined
      if (!isStillAgreed(doubt, synced, seen, file)) store.setSynced(path, undefined)
    }
    for (const path of new Set([...known.keys(), ...now.keys()])) judge(path, known.get(path), now.get(path))
  }

  /** Writes what one folder holds into the Local tree. Only here does the Local tree learn anything from the disk. */
  const absorb = (scanned: ScannedFolder): void => {
    const { path } = scanned
    if (scanned.problems.every(({ why }) => why.reason !== 'changing')) restless.delete(path)
    else if (!restless.has(path)) restless.set(path, clock.monotonic())
    if (!scanned.complete) {
      remarks.set(path, { blocked: [path], problems: scanned.problems, repositories: [] })
      return
    }
    if (scanned.unsyncable.length > 0 || unsyncable.has(path)) {
      unsyncable.set(path, scanned.unsyncable)
      byInode = undefined
    }
    const present = new Set<PathKey>()
    const known = knownIn(path)
    const doubt = parts.doubt()
    if (doubt === undefined) survived.clear()
    else distrust(scanned, known, doubt)
    for (const [child, entry] of scanned.entries) {
      present.add(child)
      if (placed?.has(child)) continue
      if (isExchanged(known.get(child), entry)) forgetRemarks(child)
      const spelled = places.anchored(child) ? spelledAsInDropbox(child, entry) : entry
      if (!sameEntry(known.get(child), spelled)) store.setLocal(child, spelled)
    }
    for (const child of known.keys()) {
      if (present.has(child) || placed?.has(child)) continue
      store.setLocal(child, undefined)
      forgetRemarks(child)
    }
    for (const child of scanned.ignored) {
      forgetRemarks(child)
      const { local, synced } = store.get(child)
      if (local !== undefined) store.setLocal(child, undefined)
      if (synced !== undefined) store.setSynced(child, undefined)
    }
    const own = store.get(path).local
    if (own?.kind === 'folder' && own.holdsIgnored !== scanned.holdsIgnored) {
      store.setLocal(path, { ...own, holdsIgnored: scanned.holdsIgnored })
    }
    if (scanned.blocked.length + scanned.problems.length + scanned.repositories.length > 0)
      remarks.set(path, scanned)
    else remarks.delete(path)
  }

  const forgetRemarks = (folder: PathKey): void => {
    for (const path of remarks.keys()) if (isWithin(path, folder)) remarks.delete(path)
    for (const path of restless.keys()) if (isWithin(path, folder)) restless.delete(path)
    for (const path of unsyncable.keys()) if (isWithin(path, folder)) unsyncable.delete(path)
    byInode = undefined
  }

  /** A mapped folder is called in the tree as Dropbox calls it: its link is never renamed. */
  const spelledAsInDropbox = (path: PathKey, entry: LocalEntry): LocalEntry => {
    const { remote } = store.get(path)
    return remote === undefined ? entry : { ...entry, name: remote.name }
  }

  const absorbAll = async (
    scan: AsyncIterable<ScannedFolder>,
    look?: (folder: ScannedFolder) => void,
  ): Promise<void> => {
    placed = new Set()
    let batch: ScannedFolder[] = []
    const write = (): void => {
      if (batch.length === 0) return
      const folders = batch
      batch = []
      store.transaction(() => {
        for (const folder of folders) absorb(folder)
      })
      region = undefined
    }
    for await (const folder of scan) {
      look?.(folder)
      batch.push(folder)
      if (batch.length >= foldersPerTransaction) write()
    }
    write()
    placed = undefined
  }

  const within = (path: PathKey, roots: readonly KnownRoot[]): boolean =>
    roots.some((root) => root.path === places.rootOf(path)?.path)

  return {
    async scanAll(seen, signal) {
      const before = remarks
      remarks = new Map([...before].filter(([path]) => !within(path, seen.ready)))
      region = undefined
      const visited = new Set<PathKey>()
      const unknown = createRegion()
      for (const root of inOrder(seen.ready)) {
        const request = await requestFor(root, seen, signal)
        if (request === undefined) unknown.add(root.path)
        else
          await absorbAll(scanTree(files, request), ({ path, complete }) => {
            if (complete) visited.add(path)
            else unknown.add(path)
          })
      }
      for (const path of unsyncable.keys()) {
        if (visited.has(path) || unknown.covers(path) || !within(path, seen.ready)) continue
        unsyncable.delete(path)
        byInode = undefined
      }
    },
    async scanHinted(folders, seen, signal) {
      for (const folder of folders) {
        const root = places.rootHolding(folder)
        if (root === undefined || !seen.ready.some(({ path }) => path === root.path)) continue
        const request = await requestFor(root, seen, signal)
        if (request !== undefined) await absorbAll(scanFolder(files, request, folder))
      }
      region = undefined
    },
    placed(path) {
      placed?.add(path)
      const { local } = store.get(path)
      // What a transfer has put there and flushed since the cut is as good as read.
      if (local?.kind === 'file' && parts.doubt() !== undefined) survived.set(path, local.hash)
    },
    blocked() {
      if (region === undefined) {
        region = createRegion()
        for (const { blocked } of remarks.values()) for (const path of blocked) region.add(path)
      }
      return region
    },
    unsyncable(inode) {
      byInode ??= new Map([...unsyncable.values()].flat().map((item) => [item.inode, item]))
      return byInode.get(inode)
    },
    ignored(path, isFolder) {
      const root = places.rootOf(path)
      const own = root && rules.get(root.target)
      if (own === undefined || root === undefined || path === root.path) return false
      return own.rules.ignores(path.slice(root.path.length + 1), isFolder)
    },
    ignoredFolder(absolute) {
      const root = places.rootHolding(absolute)
      const own = root && rules.get(root.target)
      if (own === undefined || root === undefined || absolute === root.target) return false
      return own.rules.ignores(absolute.slice(root.target.length + 1), true)
    },
    restless: () => [...restless.keys()].flatMap((path) => places.of(path)?.absolute ?? []),
    unsettled: () => [...restless.values()].some((since) => clock.monotonic() - since < usualWriting),
    problems: () => [...[...remarks.values()].flatMap((remark) => remark.problems)],
    repositories: () => [...remarks.values()].flatMap(({ repositories }) => repositories),
  }
}

/** The Dropbox folder first: the mapped folders are entries in it. */
function inOrder(roots: readonly KnownRoot[]): KnownRoot[] {
  return [...roots].sort((one, other) => one.path.length - other.path.length)
}

/** Whether another item stands where a folder was: what was remarked in that one is no more. */
function isExchanged(before: LocalEntry | undefined, now: LocalEntry): boolean {
  return before?.kind === 'folder' && (now.kind !== 'folder' || now.inode !== before.inode)
}

function sameEntry(one: LocalEntry | undefined, other: LocalEntry): boolean {
  if (one === other) return true
  if (one === undefined || one.kind !== other.kind || one.name !== other.name) return false
  if (one.inode !== other.inode || one.born !== other.born) return false
  if (one.kind === 'folder' || other.kind === 'folder') return true
  return (
    one.hash === other.hash &&
    one.size === other.size &&
    one.modified === other.modified &&
    one.changed === other.changed
  )
}

function problemOfRules(error: DiskError, display: string): Problem {
  const path = joinPath(
    display,
    nameOf(error.path) === dropboxIgnoreName ? dropboxIgnoreName : ignoreFileName,
  )
  if (error.code === 'too-large') return { path, why: { reason: 'rules', detail: 'it is too large' } }
  if (error.code === 'invalid') return { path, why: { reason: 'rules', detail: error.message } }
  return { path, why: { reason: 'unreadable', detail: error.message } }
}
