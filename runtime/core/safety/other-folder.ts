import type { LocalEntry, SyncedEntry } from '../tree.ts'

/** What tells a folder on the disk from all others. */
export interface FolderIdentity {
  /** Number of the file system. */
  readonly device: number
  readonly inode: number
  /** Birth time, ms since 1970; 0 where it is not known. */
  readonly born: number
}

/**
 * The identity of a folder with these stats (times in ms since 1970). Where the kernel is not asked for birth times, libuv gives the change time instead
 * (uv_fs_stat without statx), which says nothing.
 */
export function identityOf({
  device,
  inode,
  born,
  changed,
}: FolderIdentity & { readonly changed: number }): FolderIdentity {
  return { device, inode, born: born === changed ? 0 : born }
}

/**
 * Whether a folder is the one that was known, and no copy of it. No copy has the birth time of what it was copied from. Where that is not known: numbers
 * of file systems change when a machine starts, and on some those of folders do as well (overlayfs,
 * https://docs.kernel.org/filesystems/overlayfs.html#inode-properties), so that a folder may be taken for another one, which costs little.
 */
export function isSameFolder(known: FolderIdentity, there: FolderIdentity): boolean {
  if (known.born > 0 && there.born > 0) return known.born === there.born
  return known.inode === there.inode && known.device === there.device
}

/** What tells a file that is never written in place from one with the same content that was put there since. */
export type MarkerIdentity = Omit<FolderIdentity, 'device'>

/** Whether a marker is the very file that was written, and none that came from a backup. Its inode counts where its birth is not known. */
export function isSameMarker(written: MarkerIdentity, there: MarkerIdentity): boolean {
  if (written.born > 0 && there.born > 0) return written.born === there.born
  return written.inode === there.inode
}

/**
 * Whether what both sides agreed on may still be taken for what the box last had, where a copy stands in the place of the folder: a volume that was moved, a
 * backup that was unpacked. Nobody knows whether a person has taken out of the copy what it lacks, or whether it was never in it. So what is missing is
 * no deletion, and what is older than was seen is no edit; both sides are united there. What is newer, somebody wrote.
 * `before`: what the last scan of the folder itself saw.
 */
export function isAgreedInCopy(
  synced: SyncedEntry,
  before: LocalEntry | undefined,
  found: LocalEntry | undefined,
): boolean {
  // Its absence was seen in the folder itself.
  if (before === undefined) return true
  if (found?.kind !== synced.kind) return false
  if (found.kind === 'folder' || synced.kind === 'folder') return true
  if (found.hash === synced.hash || before.kind === 'folder' || found.hash === before.hash) return true
  return found.modified > before.modified
}
