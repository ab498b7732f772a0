import type { Mounted } from '../../../runtime/ports/files.ts'
import { diskError } from './errno.ts'
import { copyVolumes } from './fork.ts'
import { createHands, type Hands } from './hands.ts'
import type { Folder } from './inode.ts'
import { lastingByAge, nextChange } from './journal.ts'
import { findExisting } from './operations.ts'
import { losePower, type PowerLoss, type PowerLossSettings } from './power-loss.ts'
import { noFolders, type Process } from './process.ts'
import { pathOf } from './resolve.ts'
import { makeLasting, type RestoredInodes, restoreFolder, type SavedFolder, saveFolder } from './snapshot.ts'
import { createView, type DiskView, type ViewSettings } from './view.ts'
import { createVolume, type Machine, type Volume, type VolumeSettings } from './volume.ts'

export { Crashed, injectedFault } from './errno.ts'
export type { Hands, Writer } from './hands.ts'
export type { LostFile, PowerLoss, PowerLossSettings, Remains } from './power-loss.ts'
export type { DiskCall } from './steps.ts'
export type { DiskView, ViewSettings } from './view.ts'
export type { Volume, VolumeSettings } from './volume.ts'

export interface DiskSettings {
  /** ms since 1970. May be set back. */
  readonly clock: () => number
  /** From 0 to below 1; used by power cuts and for the order of listings. */
  readonly random: () => number
  /** Of the file system at `/`. */
  readonly volume?: Partial<VolumeSettings>
  /** Of every view, unless it says otherwise. */
  readonly view?: Partial<ViewSettings>
  /** The user that everything belongs to, 1000 if not said. */
  readonly owner?: number
}

/** What the disk was at one moment. */
export interface DiskSnapshot {
  readonly path: string
  readonly folders: readonly { readonly path: string; readonly saved: SavedFolder }[]
}

/** A disk in memory: one namespace of mounted volumes, the processes that use it, and the hands of people. */
export interface SimulatedDisk {
  /** What all of it goes by. */
  readonly machine: Machine
  /** A process: its calls, its descriptors, its end. */
  files(settings?: Partial<ViewSettings>): DiskView
  readonly hands: Hands
  /** The folder at a path, symlinks followed, as the watch needs it; undefined when none is there. */
  folder(path: string): Folder | undefined
  /** The volume that holds a path. `device` can be set, as when a reboot numbers devices anew. */
  volume(path: string): Volume
  /** Changes how the volume that holds a path behaves, from now on: a smaller `capacity`, `readOnly`. */
  configure(path: string, settings: Partial<VolumeSettings>): void
  /** Mounts a volume, or a new empty one, on a folder that is there. What is below the folder is out of sight meanwhile. */
  mount(path: string, volume?: Volume | Partial<VolumeSettings>): Volume
  /** Takes away what is mounted at a path. Those who have something open there keep it. */
  unmount(path: string): void
  /** Makes every folder below a path part of an image: it cannot be renamed, as on overlayfs. */
  putIntoImage(path: string): void
  /** sync(2): everything that is there now survives a power cut. */
  flush(): void
  /** The power goes: every view crashes, every writer is closed, and of each volume what was not lasting may be gone. */
  losePower(settings?: PowerLossSettings): PowerLoss
  /** How many changes on the volume that holds a path a power cut could undo. */
  unsettled(path?: string): number
  /** Keeps what a folder holds, or the whole disk, with what is mounted there. Cheap: one small object per inode. */
  snapshot(path?: string): DiskSnapshot
  /** Puts it back in the same place, and flushes it. Views stay; what they have open is without a name. */
  restore(snapshot: DiskSnapshot, inodes?: RestoredInodes): void
  /** The same disk in another world, as it is at this moment, with what a power cut could undo. Whoever used it has crashed there. */
  fork(settings: Pick<DiskSettings, 'clock' | 'random'>): SimulatedDisk
}

const firstDevice = 2049

/** Makes a disk with one empty volume at `/`. Everything that happens follows from the calls, the clock and the chance given. */
export function createDisk(settings: DiskSettings): SimulatedDisk {
  const { clock, random, volume = {}, owner = 1000 } = settings
  const machine: Machine = { clock, random, listeners: new Set(), lastStamp: 0, layout: 0 }
  const top = createVolume(machine, firstDevice, volume, owner)
  return diskOf(machine, { top, volumes: new Set([top]), devices: firstDevice + 1 }, settings)
}

function diskOf(
  machine: Machine,
  {
    top,
    volumes,
    ...given
  }: { readonly top: Volume; readonly volumes: Set<Volume>; readonly devices: number },
  settings: DiskSettings,
): SimulatedDisk {
  const { owner = 1000 } = settings
  let { devices } = given
  const views = new Set<DiskView>()
  const writers = new Set<() => void>()
  const topOf = (): Volume => top
  const process: Process = {
    ...{ user: 0, group: 0, privileged: true, speaksUtf8: true, umask: 0 },
    ...{ top: topOf, open: new Map(), mostOpen: 0 },
    folders: noFolders(),
  }
  const folderAt = (path: string): Folder => {
    const inode = findExisting(process, path, true)
    if (typeof inode === 'string') throw diskError(inode, path)
    if (inode.kind !== 'folder') throw diskError('ENOTDIR', path)
    return inode
  }
  const volumeAt = (path: string): Volume => {
    const inode = findExisting(process, path, false)
    if (typeof inode === 'string') throw diskError(inode, path)
    return inode.volume
  }
  const mountPoints = (): ReadonlyMap<string, Mounted> =>
    new Map(
      [...volumes]
        .filter((volume) => volume === top || volume.mountedOn !== undefined)
        .map(({ root, device }) => [pathOf(root), { system: String(device), root: '/' }]),
    )
  /** A folder and what is mounted below it, the outer ones first. */
  const mountsBelow = (path: string): string[] => {
    const prefix = path === '/' ? '/' : `${path}/`
    const mounted = [...volumes].filter((volume) => volume.mountedOn !== undefined)
    const paths = mounted.map((volume) => pathOf(volume.root)).filter((other) => other.startsWith(prefix))
    return [path, ...paths.sort()]
  }

  return {
    machine,
    files(own = {}) {
      const view = createView(topOf, mountPoints, { ...usualView(owner), ...settings.view, ...own })
      views.add(view)
      return view
    },
    hands: createHands(topOf, owner, (close) => writers.add(close)),
    folder(path) {
      const inode = findExisting(process, path, true)
      return typeof inode === 'string' || inode.kind !== 'folder' ? undefined : inode
    },
    volume: volumeAt,
    configure(path, changed) {
      const volume = volumeAt(path)
      volume.settings = { ...volume.settings, ...changed }
      machine.layout++
    },
    mount(path, given = {}) {
      const folder = folderAt(path)
      if (folder === folder.volume.root) throw diskError('EBUSY', path)
      const volume = 'root' in given ? given : createVolume(machine, devices++, given, owner)
      if (volume === top || volume.mountedOn !== undefined) throw diskError('EBUSY', path)
      volumes.add(volume)
      remount(folder, volume)
      return volume
    },
    unmount(path) {
      const { volume } = folderAt(path)
      if (volume.mountedOn === undefined) throw diskError('EINVAL', path)
      volume.mountedOn.mounted = undefined
      volume.mountedOn = undefined
      machine.layout++
    },
    putIntoImage(path) {
      const visit = (folder: Folder): void => {
        folder.inImage = true
        for (const { inode } of folder.entries.values()) if (inode.kind === 'folder') visit(inode)
      }
      visit(folderAt(path))
    },
    flush() {
      for (const volume of volumes) makeLasting(volume)
    },
    losePower(loss = {}) {
      for (const view of views) view.crash()
      views.clear()
      for (const close of writers) close()
      writers.clear()
      const losses = [...volumes].map((volume) => losePower(volume, loss))
      return {
        undone: losses.flatMap(({ undone }) => undone),
        files: losses.flatMap(({ files }) => files),
      }
    },
    unsettled(path = '/') {
      const { journal, settings: own } = volumeAt(path)
      return nextChange(journal) - lastingByAge(journal, machine.clock() - own.commitEvery)
    },
    snapshot(path = '/') {
      const folders = mountsBelow(path).map((own) => ({ path: own, saved: saveFolder(folderAt(own)) }))
      return { path, folders }
    },
    restore({ folders }, inodes = 'same') {
      for (const { path, saved } of folders) {
        const folder = folderAt(path)
        const mounted = mountsBelow(path)
          .slice(1)
          .map((other) => ({ other, root: folderAt(other) }))
        const direct = mounted.filter(({ root }) => root.volume.mountedOn?.volume === folder.volume)
        restoreFolder(folder, saved, inodes)
        for (const { other, root } of direct) remount(folderAt(other), root.volume)
      }
    },
    fork(own) {
      const other: Machine = { ...own, listeners: new Set(), lastStamp: machine.lastStamp, layout: 0 }
      const copies = copyVolumes(other, volumes)
      const copyOfTop = copies.get(top) ?? top
      return diskOf(
        other,
        { top: copyOfTop, volumes: new Set(copies.values()), devices },
        { ...settings, ...own },
      )
    },
  }
}

function remount(folder: Folder, volume: Volume): void {
  folder.mounted = volume
  volume.mountedOn = folder
  volume.machine.layout++
}

function usualView(owner: number): ViewSettings {
  return {
    actor: 'process',
    afterCrash: 'hang',
    user: owner,
    group: owner,
    umask: 0o022,
    mostOpen: 1024,
    descriptorPaths: true,
    statsAtOnce: 200,
    longestRead: Number.POSITIVE_INFINITY,
    longestWrite: 64 * 1024,
  }
}
