/**
 * Kinds of file systems that one kernel at a time has mounted, by the number that statfs(2) gives (linux/magic.h, and the file systems' own
 * sources for ZFS and bcachefs). Of any other, NFS, SMB, FUSE, 9p and virtiofs among them, another machine may see the same files.
 */
const local: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // btrfs
  0x794c7630, // overlayfs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0xf2f52010, // F2FS
  0x2fc12fc1, // ZFS
  0xca451a4e, // bcachefs
  0x52654973, // ReiserFS
  0x3153464a, // JFS
  0x4d44, // FAT
  0x2011bab0, // exFAT
  0x61756673, // aufs
])

/** Whether another kernel may have a file system mounted at the same time. `type` is statfs(2)'s `f_type`. */
export function isSharedFileSystem(type: number): boolean {
  // Some architectures give the number with its sign.
  return !local.has(type >>> 0)
}

/** Kinds that are made to be mounted by many machines at once, each with users of its own. */
const network: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0xff534d42, // CIFS
  0xfe534d42, // SMB2 and later
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x0bd00bd0, // Lustre
  0x47504653, // GPFS
])

/** Whether a file system is one of those that many machines have at once. `type` is statfs(2)'s `f_type`. */
export function isNetworkFileSystem(type: number): boolean {
  return network.has(type >>> 0)
}
