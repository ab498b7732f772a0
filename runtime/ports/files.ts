/** What lies at a path. `device` is a character or block device. */
export type FileKind = 'file' | 'folder' | 'symlink' | 'fifo' | 'socket' | 'device'

/** What lstat(2) and fstat(2) tell. Times are ms since 1970 with fractions. */
export interface FileStats {
  readonly kind: FileKind
  /** Bytes. */
  readonly size: number
  /** mtime. */
  readonly modified: number
  /** ctime: moved by every write, link, rename, chmod and utimes. */
  readonly changed: number
  /** Birth time, or 0 where the file system keeps none. */
  readonly born: number
  readonly inode: number
  /** Number of the file system; inodes are unique within one. */
  readonly device: number
  /** Permission bits, at most 0o7777. */
  readonly mode: number
  /** Names that this inode has. */
  readonly links: number
  readonly owner: number
  readonly group: number
}

/**
 * One name in a folder. Without stats, `fault` says why: lstat failed, or the name is not UTF-8; then `name` is only for people, and `found`
 * what lies there, if that could be seen.
 */
export type Listed =
  | { readonly name: string; readonly stats: FileStats }
  | { readonly name: string; readonly stats: undefined; readonly fault: DiskError }
  | {
      readonly name: string
      readonly stats: undefined
      readonly fault: 'not-utf8'
      readonly found: FileStats | undefined
    }

/** A file that is open. Reading and writing name their position in bytes; there is no file offset. */
export interface OpenFile extends AsyncDisposable {
  stats(): Promise<FileStats>
  /** Fills `buffer` from `position` as far as the system gives at once; the number of bytes read, 0 at the end of the file. */
  read(buffer: Uint8Array, position: number): Promise<number>
  /**
   * Hashes `length` bytes from `position` on while everything else goes on, where that can be done: the SHA-256 sums (32 bytes each, one after the
   * other) of the blocks of 4 MiB that they are cut into, and how many bytes there were, fewer only where the file ends before. Undefined when it
   * could not be done; then they are to be read.
   */
  blockSums?(
    position: number,
    length: number,
  ): Promise<{ readonly sums: Uint8Array; readonly bytes: number } | undefined>
  /** Writes all of `bytes` at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>
  /** For a large file that is written in order; undefined where the file system knows no such writes. */
  uncached?(): UncachedWrites | undefined
  /** fsync: content and size survive a power cut from here on. */
  sync(): Promise<void>
  /** Waits for what is under way; from here on every other call throws `io`. May be called twice. */
  close(): Promise<void>
}

/**
 * Writes that leave nothing in the page cache (O_DIRECT of open(2)): there a large file would push out what programs read, and each page that the
 * system has to find for it costs more than its writing. They end with the file that they belong to.
 */
export interface UncachedWrites {
  /** Memory to write from, of so many bytes, zeros. */
  memory(bytes: number): Uint8Array
  /** As `OpenFile.write`. What is no whole blocks of 4 KiB from the start of such memory, at a multiple of them, is written the usual way. */
  write(bytes: Uint8Array, position: number): Promise<void>
}

/** A folder that is open: still the same folder when its path has come to mean another. */
export interface OpenFolder extends AsyncDisposable {
  stats(): Promise<FileStats>
  /**
   * A path for the other calls that leads to `name` in this very folder, whatever has become of the path it was opened by
   * (`/proc/self/fd/N/name`). Good until `close`. Throws `changed` where that cannot be had and the folder was exchanged.
   */
  at(name: string): string
  /** fsync: names that were added, removed or renamed here survive a power cut from here on. */
  sync(): Promise<void>
  /** May be called twice. */
  close(): Promise<void>
}

/** A file system, as statfs(2) tells of it: its bytes, and who else may have it. */
export interface DiskSpace {
  readonly total: number
  /** What a user without privileges may still write. */
  readonly available: number
  /** Whether another kernel may have it mounted at the same time. */
  readonly shared: boolean
}

/** What is mounted at a path. The same folder or file of the same file system can be mounted at several. */
export interface Mounted {
  /** Which file system, in a word that all mounts of one have in common; empty where that is not told. */
  readonly system: string
  /** The folder or file of the file system that is seen there, as a path from its top: `/` for all of it. */
  readonly root: string
}

/**
 * The disk, in calls close to POSIX. All paths are absolute, or came from `OpenFolder.at`. No call follows a symlink in the last
 * component, except `realpath`, `list`, `space` and `chmod` (Linux knows no other). Every failure is a `DiskError`; nothing else is thrown.
 */
export interface Files {
  /** Every name in a folder but `.` and `..`, each with its lstat. Names that vanish meanwhile are left out. */
  list(folder: string): Promise<Listed[]>
  /** undefined when nothing is there (also when a component above is missing or no folder). */
  lstat(path: string): Promise<FileStats | undefined>
  /** The absolute path with every symlink resolved. */
  realpath(path: string): Promise<string>
  /** Where a symlink points to, as it is written. */
  readlink(path: string): Promise<string>
  /**
   * `read`: an existing file, never waiting for the other end of a fifo. `write`: to read and write, made when missing, content
   * kept. `create`: to read and write, made here and now, else `exists`. A new file has `mode` (0o666 when not said) less the umask.
   */
  openFile(path: string, access: 'read' | 'write' | 'create', mode?: number): Promise<OpenFile>
  openFolder(path: string): Promise<OpenFolder>
  /** `mode` is 0o777 when not said, less the umask. */
  mkdir(path: string, mode?: number): Promise<void>
  /** Removes an empty folder, else `not-empty`. */
  rmdir(path: string): Promise<void>
  /** A further name for a file. Never replaces: `exists`. */
  link(from: string, to: string): Promise<void>
  symlink(target: string, path: string): Promise<void>
  /** rename(2): replaces a file, or an empty folder by a folder, at `to` in one step. */
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  chmod(path: string, mode: number): Promise<void>
  chown(path: string, owner: number, group: number): Promise<void>
  /** Sets mtime and atime to `modified`, ms since 1970. */
  utimes(path: string, modified: number): Promise<void>
  space(path: string): Promise<DiskSpace>
  /**
   * Where file systems, or folders and files of one (`mount --bind`), are mounted: absolute paths with every symlink resolved, and what is there.
   * None where the system does not tell. What is told is a hint: NFS tells `/` of whatever is mounted (`nfs_show_path` of Linux).
   */
  mountPoints(): Promise<ReadonlyMap<string, Mounted>>
}

/**
 * What a call on the disk can fail with. The first group are answers of the system (errno in brackets where it is not plain):
 * `no-space` (ENOSPC, EDQUOT), `no-permission` (EACCES, EPERM), `unsupported` (ENOTSUP, ENOSYS), `other-device` (EXDEV),
 * `busy` (EBUSY, ETXTBSY), `too-many-open` (EMFILE, ENFILE), `io` (EIO, ESTALE, ENOTCONN and all that has no word of its own).
 * `changed`: what is there is not what it was a moment ago. `changed-while-read`: a file changed under its reader.
 * `wrong-content`: a download is not what Dropbox said it is.
 */
export type DiskErrorCode =
  | 'no-space'
  | 'no-permission'
  | 'read-only'
  | 'missing'
  | 'exists'
  | 'not-empty'
  | 'not-a-folder'
  | 'is-a-folder'
  | 'loop'
  | 'name-too-long'
  | 'too-large'
  | 'too-many-open'
  | 'too-many-links'
  | 'other-device'
  | 'unsupported'
  | 'busy'
  | 'invalid'
  | 'io'
  | 'changed'
  | 'changed-while-read'
  | 'wrong-content'

/** A failure of the disk. `errno` is the system's own word (`EACCES`) where it has one. */
export class DiskError extends Error {
  override readonly name = 'DiskError'
  readonly code: DiskErrorCode
  readonly path: string
  readonly errno: string | undefined

  constructor(
    code: DiskErrorCode,
    path: string,
    options: {
      readonly message?: string
      readonly errno?: string | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(options.message ?? `${code}: ${path}`, { cause: options.cause })
    this.code = code
    this.path = path
    this.errno = options.errno
  }
}

/** The word that tells most of what a disk said: the system's own (`EROFS`) where there is one, else our code. */
export function faultOf({ errno, code }: Pick<DiskError, 'errno' | 'code'>): string {
  return errno ?? code
}

/** Whether something thrown is a `DiskError` with one of these codes. */
export function isDiskError(error: unknown, ...codes: readonly DiskErrorCode[]): error is DiskError {
  return error instanceof DiskError && (codes.length === 0 || codes.includes(error.code))
}
