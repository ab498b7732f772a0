import { including } from '../../core/choice.ts'
import { joinPath, type PathKey } from '../../core/path.ts'
import { createRegion, type Region } from '../../core/plan/region.ts'
import { spellerOf } from '../../core/plan/spelling.ts'
import type { LeaseHolder } from '../../core/safety/lease.ts'
import { type FoundMappings, findMappings, type Mapping } from '../../local/mappings/find-mappings.ts'
import { makeCacheFolder } from '../../local/roots/cache-folder.ts'
import { establishRoot } from '../../local/roots/establish-root.ts'
import { inspectRoot, type RootState } from '../../local/roots/inspect-root.ts'
import { advanceGeneration, readMarker } from '../../local/roots/marker.ts'
import { DiskError, type Files, isDiskError } from '../../ports/files.ts'
import type { Random } from '../../ports/random.ts'
import type { KnownRoot, Store } from '../../ports/store.ts'
import type { InUse, Leases } from '../leases.ts'
import type { EngineSettings } from '../settings.ts'
import { type Halt, isRestoredHalt, type Problem } from '../status.ts'
import { createRenamedMappings } from './renamed-mappings.ts'

/** What a look at the roots showed. */
export interface RootsSeen {
  readonly halts: readonly Halt[]
  /** Roots that are halted, with everything in them. */
  readonly outOfReach: Region
  readonly found: FoundMappings
  readonly problems: readonly Problem[]
  /** Roots that are there and may be scanned. */
  readonly ready: readonly KnownRoot[]
  /** Something counts as not known that was known before, or is there for the first time: only a scan of everything finds what is in it. */
  readonly anew: boolean
}

export interface Roots {
  /** The roots by their path in Dropbox; always the same map, kept up by `look`. */
  readonly known: ReadonlyMap<PathKey, KnownRoot>
  /** Whether a root has not been the same on both sides since it was taken in: what it holds, somebody chose to sync. */
  isFirstSync(path: PathKey): boolean
  /** To be told when everything in these roots is the same on both sides. */
  synced(ready: readonly KnownRoot[]): void
  /**
   * Looks at the Dropbox folder and its mapped folders: takes in new ones, lets go of those whose link is gone (their content stays on
   * both sides), and finds those that may not be touched. The first look after a start moves every marker on by one.
   */
  look(): Promise<RootsSeen>
  /**
   * Moves the markers of these roots on by one, in store and folder, since what both sides agree on has changed. A marker that cannot be
   * written stays as it is.
   */
  moveOn(ready: readonly KnownRoot[]): Promise<void>
  /** Whether a known root is, at this very moment, still the folder that the agent knows, and no other agent's. */
  stands(root: KnownRoot): Promise<boolean>
  /**
   * To be asked after Dropbox was looked at: mapped folders that were renamed there keep their links under the new name. Those that cannot be
   * followed are out of reach, and told.
   */
  followRenames(seen: RootsSeen): Promise<RootsSeen>
  /**
   * Starts a halted root anew, on a person's word: a new marker, and nothing of it counts as synced before. Both sides are united;
   * nothing is deleted. Throws DiskError, `not-a-folder` where something else stands, which nobody but a person may move.
   */
  accept(path: PathKey): Promise<void>
  /**
   * Gives roots new markers, with identities of their own. `agree` runs in the transaction in which the store learns of them, and says what both
   * sides agree on from now on; false: the roots stay as they were known, and halted. Throws DiskError, `busy` where another agent
   * works by now.
   */
  renew(restored: readonly KnownRoot[], agree: () => boolean): Promise<void>
  /** The links of the Dropbox folder, looked at now. */
  links(): Promise<FoundMappings>
}

/** The value of the store that holds, while the marker of a root is moved on, the generation that it may still have. */
export const advancing = (path: PathKey): string => `root-advancing:${path}`

/** Present while the first sync of a root is not over, by root. */
const syncing = (path: PathKey): string => `root-first-sync:${path}`

export function createRoots(
  store: Store,
  files: Files,
  random: Random,
  leases: Leases,
  settings: EngineSettings,
  told: (action: string, path: string, detail?: string) => void,
): Roots {
  const known = new Map(store.roots().map((root) => [root.path, root]))
  const advanced = new Set<PathKey>()
  const firstSync = new Set([...known.keys()].filter((path) => store.value(syncing(path)) !== undefined))
  let anew = false
  const renamed = createRenamedMappings(store, files, known, settings.folder, told)

  const put = (root: KnownRoot): void => {
    store.putRoot(root)
    known.set(root.path, root)
  }

  /**
   * A root that is new here: nothing of it counts as synced before, so that both sides are united and nothing is deleted. One that another agent
   * works in is left as it is, and told.
   */
  const takeIn = async (path: PathKey, display: string, target: string): Promise<InUse | undefined> => {
    const inUse = await leases.other(target)
    if (inUse !== undefined) return inUse
    await makeCacheFolder(files, target)
    const taken = await leases.take(target)
    if (typeof taken === 'object') return taken
    const identity = random.identity()
    const { device, inode } = await establishRoot(files, target, { identity, generation: 1 })
    const root = { path, target, identity, generation: 1, device, inode }
    store.transaction(() => {
      store.clear('synced', path)
      store.clear('local', path)
      store.putRoot(root)
      store.setValue(syncing(path), 'yes')
      if (path !== '') store.setSelection(including(store.selection(), display))
    })
    known.set(path, root)
    firstSync.add(path)
    advanced.add(path)
    anew = true
    told(path === '' ? 'folder' : 'link', display, target)
    return undefined
  }

  /** The link is gone, which is no deletion: the content stays where it is, on both sides, and no longer syncs here. */
  const letGo = (root: KnownRoot, display: string): void => {
    store.transaction(() => {
      store.clear('synced', root.path)
      store.clear('local', root.path)
      store.deleteRoot(root.path)
      store.setValue(syncing(root.path), undefined)
      const others = store.selection().filter((rule) => rule.path !== root.path)
      store.setSelection([...others, { path: root.path, display, include: false }])
    })
    known.delete(root.path)
    firstSync.delete(root.path)
    told('unlink', display, root.target)
  }

  const takenAnew = (): boolean => {
    const was = anew
    anew = false
    return was
  }

  const advance = async (root: KnownRoot): Promise<void> => {
    const next = { ...root, generation: root.generation + 1 }
    store.transaction(() => {
      store.setValue(advancing(root.path), String(root.generation))
      store.putRoot(next)
    })
    await advanceGeneration(files, root.target, next)
    store.setValue(advancing(root.path), undefined)
    known.set(root.path, next)
    advanced.add(root.path)
  }

  /** On a disk that is full the marker stays as it is, and is tried again with the next look: nothing else needs room there. */
  const tryAdvance = async (root: KnownRoot): Promise<void> => {
    try {
      await advance(root)
    } catch (error) {
      if (!isDiskError(error, 'no-space')) throw error
      await retreat(root)
    }
  }

  /** Takes back what `advance` began and the disk refused, unless the marker shows that it was done all the same. */
  const retreat = async (root: KnownRoot): Promise<void> => {
    const marker = await readMarker(files, root.target)
    const isDone = marker?.generation === root.generation + 1
    store.transaction(() => {
      put(isDone ? { ...root, generation: root.generation + 1 } : root)
      store.setValue(advancing(root.path), undefined)
    })
  }

  /**
   * Takes the lease of a known root. Its generation moves on then: what another agent did meanwhile is told from what this one knows. The store
   * may be shared with that agent.
   */
  const keep = async (root: KnownRoot): Promise<KnownRoot | InUse> => {
    const taken = await leases.take(root.target)
    if (typeof taken === 'object') return taken
    if (taken === 'held') return root
    advanced.delete(root.path)
    const stored = store.roots().find(({ path, target }) => path === root.path && target === root.target)
    if (stored !== undefined) known.set(root.path, stored)
    return stored ?? root
  }

  /** The state of a known root; a marker that a killed start had not moved on yet is as good as moved on. */
  const inspect = async (root: KnownRoot): Promise<RootState> => {
    const state = await inspectRoot(files, root)
    const behind = store.value(advancing(root.path))
    if (state.state === 'rolled-back' && behind !== undefined && state.markerGeneration === Number(behind)) {
      await advanceGeneration(files, root.target, root)
      store.setValue(advancing(root.path), undefined)
      return inspectRoot(files, root)
    }
    return state
  }

  const mappedRoots = (): KnownRoot[] => [...known.values()].filter((root) => root.path !== '')

  /** How many synced files lie in a root itself: those of linked folders lie elsewhere. */
  const filesIn = (path: PathKey): number => {
    const linked = path === '' ? mappedRoots() : []
    const { files: all } = store.count('synced', path)
    return linked.reduce((left, root) => left - store.count('synced', root.path).files, all)
  }

  const links = (): Promise<FoundMappings> =>
    findMappings(files, settings.folder, {
      forbidden: settings.forbidden,
      home: settings.home,
      known: new Set(mappedRoots().map((root) => root.path)),
    })

  return {
    known,
    isFirstSync: (path) => firstSync.has(path),
    synced(ready) {
      for (const { path } of ready) if (firstSync.delete(path)) store.setValue(syncing(path), undefined)
    },
    links,
    async renew(restored, agree) {
      const renewed: KnownRoot[] = []
      for (const root of restored) {
        await makeCacheFolder(files, root.target)
        if (typeof (await leases.take(root.target)) === 'object') throw new DiskError('busy', root.target)
        const marker = { identity: random.identity(), generation: 1 }
        const { device, inode } = await establishRoot(files, root.target, marker)
        renewed.push({ ...root, ...marker, device, inode })
      }
      const agreed = store.transaction(() => {
        if (!agree()) return false
        for (const root of renewed) {
          store.putRoot(root)
          store.setValue(advancing(root.path), undefined)
        }
        return true
      })
      if (!agreed) return
      for (const root of renewed) {
        known.set(root.path, root)
        advanced.add(root.path)
      }
      anew = true
    },
    async followRenames(seen) {
      const problems = (await renamed.follow()).map(({ root, to }): Problem => {
        seen.outOfReach.add(root.path)
        return {
          path: spellingOf(root, store),
          why: { reason: 'moved-in-dropbox', to: spellerOf(store)(to) },
        }
      })
      return problems.length === 0 ? seen : { ...seen, problems: [...seen.problems, ...problems] }
    },
    async moveOn(ready) {
      for (const { path } of ready) {
        const root = known.get(path)
        if (root === undefined) continue
        try {
          await advance(root)
        } catch (error) {
          if (!isDiskError(error)) throw error
          await retreat(root)
        }
      }
    },
    stands: async (root) =>
      known.get(root.path) === root &&
      (await leases.standsFirm(root.target)) &&
      (await inspect(root)).state === 'ready',
    async accept(path) {
      const root = known.get(path)
      // What came back by itself meanwhile is known, and need not begin anew.
      if (root === undefined || (await inspect(root)).state === 'ready') return
      await refuseOther(files, root.target)
      await makeFolder(files, root.target)
      await takeIn(path, path === '' ? '' : spellingOf(root, store), root.target)
    },
    async look() {
      const halts: Halt[] = []
      const outOfReach = createRegion()
      const ready: KnownRoot[] = []

      const leave = (path: PathKey, target: string, { holder }: InUse): false => {
        halts.push({ reason: 'in-use', path, target, holder: holder && personal(holder) })
        outOfReach.add(path)
        return false
      }

      const visit = async (before: KnownRoot): Promise<boolean> => {
        const inUse = await otherAt(leases, before.target)
        if (inUse !== undefined) return leave(before.path, before.target, inUse)
        let root = before
        if (!leases.has(root.target) && isOurs(await inspectRoot(files, root))) {
          const kept = await keep(root)
          if ('holder' in kept) return leave(root.path, root.target, kept)
          root = kept
        }
        const state = await inspect(root)
        if (state.state !== 'ready') {
          halts.push(haltOf(state, root, filesIn))
          outOfReach.add(root.path)
          return false
        }
        if (state.device !== root.device || state.inode !== root.inode) {
          put({ ...root, device: state.device, inode: state.inode })
        }
        if (!advanced.has(root.path)) await tryAdvance(known.get(root.path) ?? root)
        ready.push(known.get(root.path) ?? root)
        return true
      }

      const restoredBelow = async (): Promise<Halt[]> => {
        const found: Halt[] = []
        for (const root of mappedRoots()) {
          const state = await inspect(root)
          if (state.state !== 'ready') found.push(haltOf(state, root, filesIn))
        }
        return found.filter(isRestoredHalt)
      }

      const top = known.get('')
      if (top === undefined || top.target !== settings.folder) {
        await makeFolder(files, settings.folder)
        const inUse = await takeIn('', '', settings.folder)
        if (inUse !== undefined) leave('', settings.folder, inUse)
      }
      const base = known.get('')
      const none: FoundMappings = { mappings: [], refused: [] }
      if (halts.length > 0 || base === undefined || !(await visit(base))) {
        // What was restored together is chosen for together.
        if (halts.some(isRestoredHalt)) halts.push(...(await restoredBelow()))
        return { halts, outOfReach, found: none, problems: [], ready, anew: takenAnew() }
      }

      const mapped = mappedRoots()
      const found = await links()
      const problems: Problem[] = []
      for (const { key, name, why } of found.refused) {
        const root = known.get(key)
        if (root === undefined)
          problems.push({ path: joinPath('', name), why: { reason: 'mapping-refused', why } })
        else halts.push({ reason: 'root-missing', path: key, target: root.target })
        outOfReach.add(key)
      }
      const linked = new Set([...found.mappings, ...found.refused].map(({ key }) => key))
      for (const root of mapped) {
        if (linked.has(root.path)) continue
        letGo(root, spellingOf(root, store))
        await leases.release(root.target)
      }
      for (const mapping of found.mappings) {
        try {
          await meet(mapping)
        } catch (error) {
          if (!isDiskError(error)) throw error
          problems.push({
            path: joinPath('', mapping.name),
            why: { reason: 'unwritable', detail: error.message },
          })
          outOfReach.add(mapping.key)
        }
      }
      return { halts, outOfReach, found, problems, ready, anew: takenAnew() }

      async function meet({ key, name, target }: Mapping): Promise<void> {
        const before = known.get(key)
        if (before?.target !== target) {
          const inUse = await takeIn(key, joinPath('', name), target)
          if (before !== undefined) await leases.release(before.target)
          if (inUse !== undefined) return void leave(key, target, inUse)
        }
        const root = known.get(key)
        if (root !== undefined) await visit(root)
      }
    },
  }
}

/** Whether a root is the one that was synced, though perhaps of another time. */
function isOurs({ state }: RootState): boolean {
  return state === 'ready' || state === 'rolled-back'
}

/** The agent that holds a root; a root that cannot be read is nobody's, and is told as what it is. */
async function otherAt(leases: Leases, root: string): Promise<InUse | undefined> {
  try {
    return await leases.other(root)
  } catch (error) {
    if (isDiskError(error)) return undefined
    throw error
  }
}

/** What is told of a holder; its lease holds more. */
function personal({ host, pid, since }: LeaseHolder): LeaseHolder {
  return { host, pid, since }
}

async function makeFolder(files: Files, folder: string): Promise<void> {
  if ((await files.lstat(folder)) === undefined) await files.mkdir(folder)
}

async function refuseOther(files: Files, folder: string): Promise<void> {
  const there = await files.lstat(folder)
  if (there === undefined || there.kind === 'folder') return
  const message =
    there.kind === 'symlink'
      ? `${folder} is a link now. Run "parts restart dropbox": it goes on where the link leads.`
      : `${folder} is not a folder. Move it away, then run "dropbox approve" again.`
  throw new DiskError('not-a-folder', folder, { message })
}

function spellingOf(root: KnownRoot, store: Store): string {
  const { remote, local, synced } = store.get(root.path)
  return joinPath('', remote?.name ?? local?.name ?? synced?.name ?? root.path.slice(1))
}

function haltOf(
  state: Exclude<RootState, { state: 'ready' }>,
  root: KnownRoot,
  filesIn: (path: PathKey) => number,
): Halt {
  const { path, target } = root
  switch (state.state) {
    case 'missing':
      return { reason: 'root-missing', path, target }
    case 'retyped':
      return { reason: 'root-retyped', path, target }
    case 'other-device':
      return { reason: 'other-device', path, target }
    case 'emptied':
      return { reason: 'root-emptied', path, target, files: filesIn(path) }
    case 'marker-lost':
    case 'other-marker':
      return { reason: 'marker-lost', path, target }
    case 'rolled-back':
      return { reason: 'rolled-back', path, target }
    case 'unreadable':
      return { reason: 'root-missing', path, target }
    default:
      return state satisfies never
  }
}
