import type { PathKey } from './path.ts'

/** Dropbox's content_hash in 64 lower-case hex digits (dropbox.com/developers/reference/content-hash). */
export type ContentHash = string

/** A file as the last delta or the last answer of Dropbox told it. */
export interface RemoteFile {
  readonly kind: 'file'
  /** The last component as Dropbox shows it, NFC. */
  readonly name: string
  readonly id: string
  /** `''` where what Dropbox said of the file made no sense: then it can be neither downloaded nor replaced. */
  readonly rev: string
  readonly hash: ContentHash
  /** Bytes. */
  readonly size: number
  /** client_modified, in ms since 1970. */
  readonly modified: number
  /** False for what has no bytes of its own (Paper, Google documents): it is shown and never downloaded. */
  readonly downloadable: boolean
}

/** A folder in Dropbox; it has no revision. */
export interface RemoteFolder {
  readonly kind: 'folder'
  readonly name: string
  readonly id: string
}

export type RemoteEntry = RemoteFile | RemoteFolder

/**
 * What makes a file or folder on the box the same one after a rename: inode and birth time together, since an inode alone is
 * given away again at once. Where a file system keeps no birth time it is 0 and proves nothing.
 */
export interface LocalIdentity {
  readonly inode: number
  /** ms since 1970, or 0. */
  readonly born: number
}

/** A file as the last scan saw it. */
export interface LocalFile extends LocalIdentity {
  readonly kind: 'file'
  /** The name on the disk, in its own normal form. */
  readonly name: string
  readonly hash: ContentHash
  readonly size: number
  /** mtime in ms with fractions: a cache key for `hash`, and what an upload sends as client_modified. */
  readonly modified: number
  /** ctime in ms with fractions: a cache key only. */
  readonly changed: number
}

export interface LocalFolder extends LocalIdentity {
  readonly kind: 'folder'
  readonly name: string
  /** It holds something that does not sync: ignored, or of a kind or name that cannot. Such a folder is not made in Dropbox while it holds nothing else. */
  readonly holdsIgnored: boolean
}

export type LocalEntry = LocalFile | LocalFolder

/** The last state in which both sides agreed, the merge base. `inode`, `born` and `id` recognise a move on either side. */
export interface SyncedFile extends LocalIdentity {
  readonly kind: 'file'
  /** NFC, as Dropbox shows it. */
  readonly name: string
  readonly hash: ContentHash
  readonly id: string
}

export interface SyncedFolder extends LocalIdentity {
  readonly kind: 'folder'
  readonly name: string
  readonly id: string
}

export type SyncedEntry = SyncedFile | SyncedFolder

/** One path in the three trees. */
export interface Triple {
  readonly remote: RemoteEntry | undefined
  readonly local: LocalEntry | undefined
  readonly synced: SyncedEntry | undefined
}

export const nothing: Triple = { remote: undefined, local: undefined, synced: undefined }

/** What the planner may ask of the three trees. The store and the trees of the tests both give it. */
export interface TreeView {
  get(path: PathKey): Triple
  /** Every path whose three trees do not agree (`isSettled` is false), a folder before what it holds. */
  unsettled(): Iterable<readonly [PathKey, Triple]>
  /** The paths directly in a folder that are in any of the three trees. */
  children(folder: PathKey): Iterable<readonly [PathKey, Triple]>
  /** Whether selective sync takes this path. */
  wanted(path: PathKey): boolean
  /** The key of the synced entry with this Dropbox id, if one is. */
  syncedWithId(id: string): PathKey | undefined
  /** The key of the synced entry that was this inode, if one is. */
  syncedWithInode(inode: number): PathKey | undefined
}
