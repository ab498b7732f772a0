import { keyOf, type PathKey, parentOf } from '../../../core/path.ts'
import { createRegion, type Region } from '../../../core/plan/region.ts'
import type { Unsyncable } from '../../../core/safety/displaced.ts'
import type { Doubt } from '../../../core/safety/power-cut.ts'
import { createApartReader } from '../../../local/scan/read-apart.ts'
import { scanFolders } from '../../../local/scan/scan-folder.ts'
import { type FolderScanRequest, scanTree, type UnchangedFolders } from '../../../local/scan/scan-tree.ts'
import type { Clock } from '../../../ports/clock.ts'
import { type Files, isDiskError } from '../../../ports/files.ts'
import type { FolderLooks } from '../../../ports/folder-looks.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import type { FoundFolder, Hint } from '../../../ports/watch.ts'
import type { BlockSums } from '../../block-sums.ts'
import type { Places } from '../../places.ts'
import type { Arrivals } from '../../set-apart.ts'
import type { EngineSettings } from '../../settings.ts'
import type { Problem, RepositoryWarning } from '../../status.ts'
import type { RootsSeen } from '../roots/look.ts'
import { spellingOf } from '../roots/spelling.ts'
import { createAbsorption } from './absorb.ts'
import { createCopiedRoots } from './copied-roots.ts'
import { createDistrust } from './distrust.ts'
import { createRootRules, problemOfRules } from './ignore-rules.ts'
import { createLandings, type Landings } from './landings.ts'
import { createRemarks } from './remarks.ts'
import { createRestless } from './restless.ts'
import { createUnsyncableItems } from './unsyncable.ts'

/** Told of the folders in a folder of a root, both absolute; see `ScanRequest.found`. */
export type FoundInRoot = (root: string, folder: string, folders: readonly FoundFolder[]) => void

export interface LocalObserver {
  /**
   * Scans every ready root from top to bottom and brings the Local tree up to it; `foundFolders` is told what it meets on its way. Throws DiskError when the disk
   * itself fails.
   */
  scanAll(seen: RootsSeen, signal: AbortSignal, foundFolders?: FoundInRoot): Promise<void>
  /** The same until no large file is left to be read, as far as none changes again and again: what it finds is all there is. */
  scanWhole(seen: RootsSeen, signal: AbortSignal): Promise<void>
  /** Looks at single folders, and at what is new below them. */
  scanHinted(folders: Iterable<string>, seen: RootsSeen, signal: AbortSignal): Promise<void>
  /** Files that transfers put in place; see `Landings`. */
  readonly landings: Landings
  /** Tells that a transfer put something at a path, on the disk and in the Local tree. */
  placed(path: PathKey): void
  /**
   * Tells that something was moved on the box, and in the Local tree with it. What the looks remarked in a folder is known by its old place, so
   * that everything is looked at anew where there is any.
   */
  moved(from: PathKey): void
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
  /** Whether large files are being read, which are blocked until that is done. */
  reading(): boolean
  problems(): readonly Problem[]
  repositories(): readonly RepositoryWarning[]
  /** How many changes looks have found since the start. */
  found(): number
  /** To be told when both sides are the same. */
  synced(): void
  /** Ends what goes on beside the looks. */
  end(): Promise<void>
}

export function createLocalObserver(parts: {
  readonly store: Store
  readonly files: Files
  readonly folderLooks: FolderLooks | undefined
  readonly clock: Clock
  readonly places: Places
  readonly settings: EngineSettings
  /** Told the sums of the blocks of large files that are read. */
  readonly blockSums: Pick<BlockSums, 'keep'>
  /** What a power cut may have taken; see `PowerCut`. */
  readonly doubt: () => Doubt | undefined
  /** Whether a copy of a root stands in its place; see `Roots.isCopied`. */
  readonly isCopied: (root: PathKey) => boolean
  readonly arrivals: Pick<Arrivals, 'found' | 'exchanged'>
  /** Told of folders to be looked at again. */
  readonly hint: (hint: Hint) => void
}): LocalObserver {
  const { store, files, folderLooks, clock, places, settings } = parts
  const remarks = createRemarks()
  const restless = createRestless(clock, settings.stillness)
  const unsyncable = createUnsyncableItems()
  const rules = createRootRules(files, places, settings)
  const copiedRoots = createCopiedRoots(store, (path) => {
    const root = places.rootOf(path)
    if (root === undefined || !parts.isCopied(root.path)) return undefined
    return `${root.identity} ${root.device} ${root.inode} ${root.born}`
  })
  const distrust = createDistrust(store, parts.doubt)
  const apart = createApartReader(
    files,
    clock.now,
    settings.readAtOnce,
    (path) => parts.hint({ kind: 'folder', path: parentOf(path) }),
    parts.blockSums.keep,
  )
  /** During a scan of everything: the folders in which something stood that cannot sync, and which were not scanned yet. */
  let unlooked: Set<PathKey> | undefined
  const landings = createLandings()
  const tree = createAbsorption({
    ...{ store, places, distrust, copiedRoots, remarks, restless, unsyncable, landings },
    arrivals: parts.arrivals,
    lookAgain(folder) {
      const place = places.of(folder)
      if (place !== undefined) parts.hint({ kind: 'folder', path: place.absolute })
    },
  })

  /**
   * What a scan of a root is to know. Undefined when its ignore rules cannot be read: without them it would sync what a person kept out, so
   * the whole root is left alone, and told.
   */
  const requestFor = async (
    root: KnownRoot,
    seen: RootsSeen,
    signal: AbortSignal,
  ): Promise<FolderScanRequest | undefined> => {
    const display = spellingOf(root, store)
    try {
      const read = await rules.read(root)
      return {
        root: root.target,
        path: root.path,
        display,
        rules: read.rules,
        known: tree.known,
        knownAt: (path) => store.get(path).local,
        now: clock.now,
        stillness: settings.stillness,
        doubted: distrust.doubts,
        impatient: restless.isTrying,
        apart,
        summed: parts.blockSums.keep,
        signal,
        ...(root.path === '' ? { mappings: seen.found } : {}),
        ...(judgesEach(root) ? {} : { unchanged: unchangedBy(`${settings.program} ${read.fingerprint}`) }),
      }
    } catch (error) {
      if (!isDiskError(error)) throw error
      const problems = [problemOfRules(error, display)]
      remarks.note(root.path, { blocked: [root.path], problems, repositories: [] })
      restless.forget(root.path)
      return undefined
    }
  }

  /** Whether what was lost may not look it, or each path is to be judged once, so that no folder may be passed over. */
  const judgesEach = ({ path }: KnownRoot): boolean => {
    const doubted = distrust.any()
    return doubted || parts.isCopied(path)
  }

  const unchangedBy = (salt: string): UnchangedFolders => ({
    salt,
    folders: store.count('local', '').folders,
    fingerprint: store.fingerprint,
    note(folder) {
      unlooked?.delete(folder)
      tree.unchanged(folder)
    },
    ...(folderLooks === undefined ? {} : { looks: folderLooks }),
  })

  const within = (path: PathKey, roots: readonly KnownRoot[]): boolean =>
    roots.some((root) => root.path === places.rootOf(path)?.path)

  const observer: LocalObserver = {
    async scanWhole(seen, signal) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const before = apart.deferred()
        await observer.scanAll(seen, signal)
        if (apart.deferred() === before) return
        await apart.settled(signal)
        signal.throwIfAborted()
      }
    },
    async scanAll(seen, signal, foundFolders = () => undefined) {
      remarks.forgetWhere((path) => within(path, seen.ready))
      unlooked = new Set(unsyncable.folders())
      const unknown = createRegion()
      for (const root of inOrder(seen.ready)) {
        const request = await requestFor(root, seen, signal)
        if (request === undefined) unknown.add(root.path)
        else
          await tree.absorb(
            scanTree(files, { ...request, found: foundFolders.bind(undefined, root.target) }),
            ({ path, complete }) => {
              if (complete) unlooked?.delete(path)
              else unknown.add(path)
            },
          )
      }
      const gone = unlooked
      unlooked = undefined
      unsyncable.forgetWhere((path) => gone.has(path) && !unknown.covers(path) && within(path, seen.ready))
      apart.sweep()
    },
    async scanHinted(folders, seen, signal) {
      // In one transaction where nothing speaks against it: each is a flush of the disk, and what transfers put there asks for many looks.
      for (const [root, hinted] of Map.groupBy(folders, places.rootHolding)) {
        if (root === undefined || !seen.ready.some(({ path }) => path === root.path)) continue
        // Who changes the rules meanwhile changes a folder, which asks for another look.
        const request = await requestFor(root, seen, signal)
        if (request !== undefined) await tree.absorb(scanFolders(files, request, hinted))
      }
    },
    landings,
    placed: tree.placed,
    moved(from) {
      restless.forget(from)
      if (remarks.any(from)) parts.hint({ kind: 'everything', path: settings.folder })
    },
    blocked: remarks.blocked,
    unsyncable: unsyncable.at,
    ignored: rules.ignores,
    ignoredFolder: rules.ignoresFolder,
    restless: () => restless.folders().flatMap((path) => places.of(path)?.absolute ?? []),
    unsettled: restless.unsettled,
    reading: apart.busy,
    problems: () =>
      remarks.problems().filter(({ path, why }) => why.reason !== 'changing' || restless.isTold(keyOf(path))),
    repositories: remarks.repositories,
    found: tree.found,
    synced: copiedRoots.synced,
    end: apart.end,
  }
  return observer
}

/** How often a scan is begun again for large files that turn up meanwhile. */
const attempts = 10

/** The Dropbox folder first: the mapped folders are entries in it. */
function inOrder(roots: readonly KnownRoot[]): KnownRoot[] {
  return [...roots].sort((one, other) => one.path.length - other.path.length)
}
