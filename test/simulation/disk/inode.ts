import type { FileStats } from '../../../runtime/ports/files.ts'
import { type Content, emptyContent } from './content.ts'
import type { Volume } from './volume.ts'

/** Never changed, only replaced, so that the journal can keep the ones before. Times in ms since 1970. */
export interface Attributes {
  readonly mode: number
  readonly owner: number
  readonly group: number
  readonly modified: number
  readonly changed: number
}

interface AnyInode {
  readonly number: number
  readonly volume: Volume
  readonly born: number
  attributes: Attributes
  /** Names that it has; 0 when only those who have it open know it. */
  links: number
  /** How many have it open. */
  opens: number
  /** The place that it got last. */
  parent: Folder | undefined
  name: string
  /** The number of the last change in the journal that it had a part in, or -1. */
  touched: number
}

export interface FileInode extends AnyInode {
  readonly kind: 'file'
  content: Content
}

export interface Folder extends AnyInode {
  readonly kind: 'folder'
  /** By name, or by the folded name where the volume folds names. */
  readonly entries: Map<string, Entry>
  /** How many of them are folders. */
  folders: number
  /** The entries in the order in which they are listed, when that is known. */
  listing: readonly Entry[] | undefined
  /** What is mounted here. */
  mounted: Volume | undefined
  /** It lies in the image of an overlay, so that it cannot be renamed (kernel documentation, overlayfs.rst, "Renaming directories"). */
  inImage: boolean
}

export interface Symlink extends AnyInode {
  readonly kind: 'symlink'
  readonly target: string
}

export interface Special extends AnyInode {
  readonly kind: 'fifo' | 'socket' | 'device'
}

export type Inode = FileInode | Folder | Symlink | Special

/** A name in a folder. */
export interface Entry {
  readonly name: string
  readonly inode: Inode
}

/** Who makes something, and with which mode. */
export interface Making {
  readonly owner: number
  readonly group: number
  readonly mode: number
}

const blockSize = 4096
/** A shorter target fits into the inode itself (ext4: 60 bytes with the end). */
const symlinkInInode = 60

/** Bytes that so much content takes of the disk. */
export function blocks(size: number): number {
  return Math.ceil(size / blockSize) * blockSize
}

/** Bytes that an inode takes of the disk. */
export function spaceOf(inode: Inode): number {
  if (inode.kind === 'file') return blocks(inode.content.size)
  if (inode.kind === 'folder') return blockSize
  return inode.kind === 'symlink' && inode.target.length >= symlinkInInode ? blockSize : 0
}

function anyInode(volume: Volume, number: number, at: number, { owner, group, mode }: Making): AnyInode {
  return {
    number,
    volume,
    born: at,
    attributes: { mode, owner, group, modified: at, changed: at },
    links: 0,
    opens: 0,
    parent: undefined,
    name: '',
    touched: -1,
  }
}

export function makeFile(volume: Volume, number: number, at: number, making: Making): FileInode {
  return { ...anyInode(volume, number, at, making), kind: 'file', content: emptyContent() }
}

export function makeFolder(volume: Volume, number: number, at: number, making: Making): Folder {
  return {
    ...anyInode(volume, number, at, making),
    kind: 'folder',
    entries: new Map(),
    folders: 0,
    listing: undefined,
    mounted: undefined,
    inImage: false,
  }
}

export function makeSymlink(
  volume: Volume,
  number: number,
  at: number,
  making: Making,
  target: string,
): Symlink {
  return { ...anyInode(volume, number, at, { ...making, mode: 0o777 }), kind: 'symlink', target }
}

export function makeSpecial(
  volume: Volume,
  number: number,
  at: number,
  making: Making,
  kind: Special['kind'],
): Special {
  return { ...anyInode(volume, number, at, making), kind }
}

/** What lstat(2) tells of an inode. A folder counts as ext4 does: itself, its name, and each folder in it. */
export function statsOf(inode: Inode): FileStats {
  const { attributes, volume } = inode
  return {
    kind: inode.kind,
    size: sizeOf(inode),
    modified: attributes.modified,
    changed: attributes.changed,
    born: volume.settings.birthTimes ? inode.born : 0,
    inode: inode.number,
    device: volume.device,
    mode: attributes.mode,
    links: inode.kind === 'folder' && inode.links > 0 ? 2 + inode.folders : inode.links,
    owner: attributes.owner,
    group: attributes.group,
  }
}

function sizeOf(inode: Inode): number {
  if (inode.kind === 'file') return inode.content.size
  if (inode.kind === 'folder') return blockSize
  return inode.kind === 'symlink' ? Buffer.byteLength(inode.target) : 0
}
