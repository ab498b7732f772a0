import type { FileInode, Folder, Inode, Special } from './inode.ts'
import type { Volume } from './volume.ts'

/** Who makes calls: what a process is to the kernel. */
export interface Process {
  readonly user: number
  readonly group: number
  /** No permission is asked of it. */
  readonly privileged: boolean
  /** It writes names as UTF-8, and so cannot say any others: what has no UTF-8 becomes U+FFFD, as in Node. */
  readonly speaksUtf8: boolean
  readonly umask: number
  /** The file system at `/`. */
  readonly top: () => Volume
  /** What it has open, by descriptor. */
  readonly open: Map<number, OpenInode>
  /** Descriptors that it may have at once. */
  readonly mostOpen: number
  /** What paths led to, as long as the machine's layout is this one: folders, and of any path the folder above and the name in it. */
  readonly folders: {
    layout: number
    readonly byPath: Map<string, Folder>
    readonly places: Map<string, { readonly folder: Folder; readonly name: string }>
  }
}

/** For a process that has not found any folder yet. */
export function noFolders(): Process['folders'] {
  return { layout: 0, byPath: new Map(), places: new Map() }
}

/** An inode that is open. */
export type OpenInode = FileInode | Folder | Special

/** The first descriptor that a process opens by itself, a few being taken from the start. */
const firstDescriptor = 20

/** Opens an inode: the lowest number that is free, or undefined when the process may have no more. */
export function takeDescriptor(process: Process, inode: OpenInode): number | undefined {
  if (process.open.size >= process.mostOpen) return undefined
  let descriptor = firstDescriptor
  while (process.open.has(descriptor)) descriptor++
  process.open.set(descriptor, inode)
  inode.opens++
  return descriptor
}

const bits = { read: 4, write: 2, search: 1 } as const

/** Whether a process may read or write an inode, or search a folder. */
export function may(process: Process, inode: Inode, what: keyof typeof bits): boolean {
  if (process.privileged) return true
  const { mode, owner, group } = inode.attributes
  const shift = owner === process.user ? 6 : group === process.group ? 3 : 0
  return ((mode >> shift) & bits[what]) !== 0
}

/** Whether a process may change the attributes of an inode. */
export function owns(process: Process, inode: Inode): boolean {
  return process.privileged || inode.attributes.owner === process.user
}
