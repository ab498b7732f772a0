import { type PathKey, parentOf } from '../../../core/path.ts'
import type { LocalEntry } from '../../../core/tree.ts'
import type { CompleteFolder, ScannedFolder } from '../../../local/scan/scan-tree.ts'
import type { Store } from '../../../ports/store.ts'
import type { Places } from '../../places.ts'
import type { Arrivals } from '../../set-apart.ts'
import type { CopiedRoots } from './copied-roots.ts'
import type { Distrust } from './distrust.ts'
import type { Landings } from './landings.ts'
import type { Remarks } from './remarks.ts'
import type { Restless } from './restless.ts'
import type { UnsyncableItems } from './unsyncable.ts'

/** So many scanned folders are written to the store in one transaction. */
const foldersPerTransaction = 200

/** Writes what scans find into the Local tree. Only here does it learn anything from the disk. */
export interface Absorption {
  /** What the Local tree holds directly in a folder. */
  known(folder: PathKey): ReadonlyMap<PathKey, LocalEntry>
  /** Takes in what a scan finds, some folders at a time, and all that came at 'write'; `look` is told of each one first. */
  absorb(scan: AsyncIterable<ScannedFolder | 'write'>, look?: (folder: ScannedFolder) => void): Promise<void>
  /** Tells that a scan found a folder exactly as the Local tree has it, with nothing to remark. */
  unchanged(folder: PathKey): void
  /** Tells that a transfer put something at a path, on the disk and in the Local tree. */
  placed(path: PathKey): void
  /** How many changes scans have found since the start. */
  found(): number
}

export function createAbsorption(parts: {
  readonly store: Store
  readonly places: Places
  readonly distrust: Distrust
  readonly copiedRoots: CopiedRoots
  readonly remarks: Remarks
  readonly restless: Restless
  readonly unsyncable: UnsyncableItems
  readonly arrivals: Pick<Arrivals, 'found' | 'exchanged'>
  readonly landings: Pick<Landings, 'looked'>
  /** Told of a folder that is to be looked at again. */
  readonly lookAgain: (folder: PathKey) => void
}): Absorption {
  const { store, places, distrust, copiedRoots, remarks, restless, unsyncable, arrivals } = parts
  const { landings, lookAgain } = parts
  /** What transfers put into the Local tree while a scan runs: the scan may have looked there before, and must not undo it. */
  let placed: Set<PathKey> | undefined
  /** The folders of all that. */
  const placedIn = new Set<PathKey>()
  let found = 0

  /** What a scan under way was told of folders, and the state of the Local tree that this is true for. */
  const told = new Map<PathKey, readonly [entries: ReadonlyMap<PathKey, LocalEntry>, state: number]>()

  const known = (folder: PathKey): ReadonlyMap<PathKey, LocalEntry> => {
    const entries = store.localIn(folder)
    told.set(folder, [entries, store.localChanges()])
    return entries
  }

  /** The same as `known`, which costs nothing where nothing has changed since the scan asked. */
  const stillKnown = (folder: PathKey): ReadonlyMap<PathKey, LocalEntry> => {
    const [entries, state] = told.get(folder) ?? []
    return entries !== undefined && state === store.localChanges() ? entries : store.localIn(folder)
  }

  const forget = (folder: PathKey): void => {
    remarks.forget(folder)
    restless.forget(folder)
    unsyncable.forget(folder)
  }

  /** A mapped folder is called in the tree as Dropbox spells it: for case or accents alone neither its link nor the folder in Dropbox gets another name. */
  const spelledAsInDropbox = (path: PathKey, entry: LocalEntry): LocalEntry => {
    const { remote } = store.get(path)
    return remote === undefined ? entry : { ...entry, name: remote.name }
  }

  const absorbEntries = (
    { path, entries }: CompleteFolder,
    before: ReadonlyMap<PathKey, LocalEntry>,
  ): void => {
    const present = new Set<PathKey>()
    for (const [child, entry] of entries) {
      present.add(child)
      if (placed?.has(child)) continue
      const old = before.get(child)
      if (isExchanged(old, entry)) forget(child)
      if (old === undefined) arrivals.found(child, entry)
      else if (old.inode !== entry.inode) arrivals.exchanged(child, old, entry)
      const spelled = places.anchored(child) ? spelledAsInDropbox(child, entry) : entry
      if (sameEntry(old, spelled)) continue
      found++
      store.setLocal(child, spelled)
    }
    landings.looked(path, (child) => present.has(child))
    for (const child of before.keys()) {
      if (present.has(child)) continue
      if (placed?.has(child)) {
        // It came after this look, or went before: another one tells.
        lookAgain(path)
        continue
      }
      found++
      store.setLocal(child, undefined)
      forget(child)
    }
  }

  /** A rule that keeps something out deletes nothing: neither side counts as having had it. */
  const letGoOfIgnored = ({ path, ignored, holdsIgnored }: CompleteFolder): void => {
    for (const child of ignored) {
      forget(child)
      const { local, synced } = store.get(child)
      if (local !== undefined) store.setLocal(child, undefined)
      if (synced !== undefined) store.setSynced(child, undefined)
    }
    const own = store.get(path).local
    if (own?.kind === 'folder' && own.holdsIgnored !== holdsIgnored)
      store.setLocal(path, { ...own, holdsIgnored })
  }

  const absorbOne = (scanned: ScannedFolder): void => {
    const { path, problems } = scanned
    restless.note(scanned)
    if (!scanned.complete) {
      remarks.note(path, { blocked: [path], problems, repositories: [] })
      return
    }
    unsyncable.note(path, scanned.unsyncable)
    const before = stillKnown(path)
    distrust.judge(scanned, before, placed)
    copiedRoots.judge(scanned, before, placed)
    absorbEntries(scanned, before)
    letGoOfIgnored(scanned)
    remarks.note(path, scanned)
    if (scanned.fingerprint !== undefined && !holdsPlaced(scanned, before))
      store.setFingerprint(path, scanned.fingerprint)
  }

  /** Whether something in a folder is left as a transfer has put it: then the Local tree does not hold what was found. */
  const holdsPlaced = ({ entries }: CompleteFolder, before: ReadonlyMap<PathKey, LocalEntry>): boolean =>
    placed !== undefined &&
    placed.size > 0 &&
    (entries.some(([child]) => placed?.has(child)) || [...before.keys()].some((child) => placed?.has(child)))

  return {
    known,
    async absorb(scan, look) {
      placed = new Set()
      let batch: ScannedFolder[] = []
      const write = (): void => {
        if (batch.length === 0) return
        const folders = batch
        batch = []
        store.transaction(() => {
          for (const folder of folders) absorbOne(folder)
        })
        told.clear()
      }
      for await (const folder of scan) {
        if (folder !== 'write') {
          look?.(folder)
          batch.push(folder)
        }
        if (folder === 'write' || batch.length >= foldersPerTransaction) write()
      }
      write()
      placed = undefined
      placedIn.clear()
    },
    unchanged(folder) {
      if (placedIn.has(folder)) lookAgain(folder)
      landings.looked(folder, (path) => store.get(path).local !== undefined)
      restless.note({ path: folder, problems: [] })
      unsyncable.note(folder, [])
      remarks.note(folder, { blocked: [], problems: [], repositories: [] })
    },
    placed(path) {
      if (placed !== undefined) placedIn.add(parentOf(path))
      placed?.add(path)
      distrust.placed(path)
      copiedRoots.placed(path)
    },
    found: () => found,
  }
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
