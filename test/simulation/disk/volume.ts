import { type Folder, type Inode, makeFolder, spaceOf } from './inode.ts'
import { createJournal, type Journal } from './journal.ts'

/** How a file system is made. */
export interface VolumeSettings {
  /** Bytes. */
  readonly capacity: number
  /** How many inodes it may hold. */
  readonly inodes: number
  /** How changes of names become lasting; see journal.ts. */
  readonly journal: 'ordered' | 'logged'
  /** ms after which a change of names is lasting in any case. ext4 commits every 5 s, btrfs every 30 s. */
  readonly commitEvery: number
  /** ms after which written content is lasting in any case (vm.dirty_expire_centisecs and the flusher's rounds). */
  readonly writeBackAfter: number
  /** `folded`: names that differ only by capitals or by Unicode form are one name, kept as it was first written. */
  readonly names: 'exact' | 'folded'
  readonly hardLinks: boolean
  readonly symlinks: boolean
  /** Bytes that the target of a symlink may have (XFS: 1024). */
  readonly longestSymlink: number
  /** Names that one file may have (ext4: 65,000). */
  readonly mostLinks: number
  readonly readOnly: boolean
  /** Other machines may have it too, as NFS. */
  readonly shared: boolean
  /** ms between two times that it can tell apart (FAT: 2000). 0: every change has a time of its own. */
  readonly resolution: number
  /** Without them `born` is 0. */
  readonly birthTimes: boolean
  /** A new file may get the number of one that is long gone, as on ext4. */
  readonly reusesNumbers: boolean
}

const usual: VolumeSettings = {
  capacity: 64 * 1024 ** 3,
  inodes: 1_000_000,
  journal: 'ordered',
  commitEvery: 30_000,
  writeBackAfter: 35_000,
  names: 'exact',
  hardLinks: true,
  symlinks: true,
  longestSymlink: 4095,
  mostLinks: 65_000,
  readOnly: false,
  shared: false,
  resolution: 0,
  birthTimes: true,
  reusesNumbers: true,
}

/** What all volumes of a simulated machine share. */
export interface Machine {
  /** ms since 1970. */
  readonly clock: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** Told of every change: the folder in which something changed, and what came into it. */
  readonly listeners: Set<(folder: Folder, entered: Inode | undefined) => void>
  /** The latest time that was given to a change. */
  lastStamp: number
  /** Another number whenever a path may lead elsewhere than before, what is at its end left out. */
  layout: number
}

/** A file system. */
export interface Volume {
  readonly machine: Machine
  device: number
  settings: VolumeSettings
  root: Folder
  /** Where it is mounted; undefined for the first one, or when it is not mounted. */
  mountedOn: Folder | undefined
  readonly journal: Journal
  /** Bytes. */
  used: number
  count: number
  nextNumber: number
  /** Numbers of inodes that are gone, the oldest first, as many as are worth keeping. */
  freed: { readonly number: number; readonly after: number; readonly at: number }[]
  /** Mixed into the order of listings, so that it is another one on each volume. */
  readonly salt: number
}

/** ext4 does not give the number of an inode that was deleted in the last 5 s to another (fs/ext4/ialloc.c, recently_deleted). */
const restOfNumbers = 5000
const mostFreed = 1000
/** ms; exact in binary, and finer than anybody measures. */
const leastStep = 2 ** -10

/** A new, empty file system, its root owned by `owner`. */
export function createVolume(
  machine: Machine,
  device: number,
  settings: Partial<VolumeSettings>,
  owner: number,
): Volume {
  const volume: Omit<Volume, 'root'> & { root: Folder | undefined } = {
    machine,
    device,
    settings: { ...usual, ...settings },
    root: undefined,
    mountedOn: undefined,
    journal: createJournal(),
    used: 0,
    count: 1,
    // ext4's root is inode 2, the first file 11.
    nextNumber: 11,
    freed: [],
    salt: Math.floor(machine.random() * 2 ** 32),
  }
  const whole = volume as Volume
  const root = makeFolder(whole, 2, stamp(whole), { owner, group: owner, mode: 0o755 })
  root.links = 1
  whole.root = root
  whole.used = spaceOf(root)
  return whole
}

/** The time of a change that is made now. */
export function stamp({ machine, settings }: Volume): number {
  const now = machine.clock()
  if (settings.resolution > 0) return Math.floor(now / settings.resolution) * settings.resolution
  // A clock that was set back is followed.
  const follows = now > machine.lastStamp || now < machine.lastStamp - 1000
  machine.lastStamp = follows ? now : machine.lastStamp + leastStep
  return machine.lastStamp
}

/** Takes bytes of the disk, or gives them back when negative; false when there are not so many. */
export function charge(volume: Volume, bytes: number): boolean {
  if (bytes > 0 && volume.used + bytes > volume.settings.capacity) return false
  volume.used += bytes
  return true
}

/** Bytes that can still be written. */
export function room({ settings, used }: Volume): number {
  return Math.max(0, settings.capacity - used)
}

/** A number for a new inode, or undefined when there are no more. */
export function takeNumber(volume: Volume): number | undefined {
  if (volume.count >= volume.settings.inodes) return undefined
  volume.count++
  const oldest = volume.freed[0]
  if (
    oldest !== undefined &&
    volume.settings.reusesNumbers &&
    oldest.after < volume.journal.lasting &&
    oldest.at <= volume.machine.clock() - restOfNumbers
  ) {
    volume.freed.shift()
    return oldest.number
  }
  return volume.nextNumber++
}

/** Gives back what an inode took when nobody can reach it any more. */
export function releaseIfGone(inode: Inode): void {
  const { volume } = inode
  if (inode.links > 0 || inode.opens > 0) return
  volume.used -= spaceOf(inode)
  volume.count--
  if (volume.freed.length < mostFreed)
    volume.freed.push({ number: inode.number, after: inode.touched, at: volume.machine.clock() })
}

/** The key of a name in the folders of a volume. */
export function keyIn({ settings }: Volume, name: string): string {
  return settings.names === 'exact' ? name : name.toLowerCase().normalize('NFC')
}
