import type { IgnoreRules } from '../../core/ignore/ignore-rules.ts'
import type { PathKey } from '../../core/path.ts'
import type { Problem, RepositoryWarning } from '../../core/problem.ts'
import type { Unsyncable } from '../../core/safety/displaced.ts'
import type { ContentHash, LocalEntry, LocalFile } from '../../core/tree.ts'
import type { DiskError } from '../../ports/files.ts'
import type { FolderLooks } from '../../ports/folder-looks.ts'
import type { FoundFolder } from '../../ports/watch.ts'
import type { FoundMappings } from '../mappings/find-mappings.ts'
import type { ApartReader } from './read-apart.ts'

/** What a scan needs to know of one root. */
export interface ScanRequest {
  /** The root on the disk, absolute and resolved. */
  readonly root: string
  /** Its place in Dropbox: `''`, or `/myproject` for a mapped folder. */
  readonly path: PathKey
  /** The same as people spell it. */
  readonly display: string
  readonly rules: IgnoreRules
  /** What the Local tree holds directly in a folder; empty for a folder that it does not know. */
  readonly known: (folder: PathKey) => ReadonlyMap<PathKey, LocalEntry>
  /** The symlinks at the top of the Dropbox folder; only for that root. */
  readonly mappings?: FoundMappings
  /** Folders that need not be compared with the Local tree entry by entry; without it each one is. */
  readonly unchanged?: UnchangedFolders
  /** Told of each folder (absolute), before those in it, which folders in it the scan goes on to. */
  readonly found?: (folder: string, folders: readonly FoundFolder[]) => void
  /** ms since 1970. */
  readonly now: () => number
  /** A large file that was written to within so many ms is not read yet, and told as `changing`. */
  readonly stillness?: number
  /** Whether something in a folder has been changing for so long that the beginning of a file that grows is to be read. */
  readonly impatient?: (folder: PathKey) => boolean
  /** Whether a file with these times is to be read though it looks as it is known; its content may be another than was written. */
  readonly doubted?: (times: Pick<LocalFile, 'modified' | 'changed'>) => boolean
  /** Reads large files beside the scan; without it each is read at once. */
  readonly apart?: Pick<ApartReader, 'read'>
  /** Told the hash of a large file that was read at once, and the sums of its blocks (see `hashFile`). */
  readonly summed?: (hash: ContentHash, sums: Uint8Array) => void
  /** Aborting makes the scan throw the signal's reason. */
  readonly signal?: AbortSignal
  /** Told the bytes of content that were read, as they are. */
  readonly hashed?: (bytes: number) => void
}

/** What a scan of one folder needs to know. */
export interface FolderScanRequest extends ScanRequest {
  /** What the Local tree holds at one path: on the way to the folder, what lies beside it is not asked for. */
  readonly knownAt: (path: PathKey) => LocalEntry | undefined
}

/**
 * The folders in which the last scan found exactly what the Local tree holds, and nothing to remark. One that looks as it did then is not yielded:
 * `note` is told of it.
 */
export interface UnchangedFolders {
  /** The fingerprint that a folder was given then, unless the Local tree has changed there since. */
  fingerprint(folder: PathKey): string | undefined
  /** Goes into each fingerprint: another one where ignore rules, or anything else that decides on names, are others. */
  readonly salt: string
  note(folder: PathKey): void
  /** How many folders the Local tree has. */
  readonly folders: number
  /** Looks at some of them while the scan looks at others; without it the scan looks at each itself. */
  readonly looks?: FolderLooks
}

/** One folder as it was found. Everything in it is in `entries`, `blocked` or `ignored`, or cannot exist in Dropbox at all. */
export interface CompleteFolder {
  readonly complete: true
  readonly path: PathKey
  /** Of this folder itself; its entry in the parent carries what was known before. */
  readonly holdsIgnored: boolean
  /** What can sync. An entry that has not changed is the very object that `known` gave. */
  readonly entries: readonly (readonly [PathKey, LocalEntry])[]
  /** Files that were read now and are empty or end in zeros, as a power cut leaves them. */
  readonly blank: readonly PathKey[]
  /**
   * Places where something stands that cannot be read or synced now: neither it nor anything below may be touched on either side.
   * What was known there is in `entries` too, so that it does not look deleted.
   */
  readonly blocked: readonly PathKey[]
  /** Kept out by a rule: no longer part of the sync, on neither side deleted. */
  readonly ignored: readonly PathKey[]
  /** Every file and folder directly in it that cannot sync now though no rule keeps it out: something synced may have got such a name. */
  readonly unsyncable: readonly Unsyncable[]
  readonly problems: readonly Problem[]
  readonly repositories: readonly RepositoryWarning[]
  /** By which the folder can be known again, where it holds exactly `entries` and nothing is to be remarked. */
  readonly fingerprint?: string
}

/** A folder that could not be read, is gone since its parent was read, or lies on another file system: nothing in it counts as deleted. */
export interface IncompleteFolder {
  readonly complete: false
  readonly path: PathKey
  readonly error: DiskError
  readonly problems: readonly Problem[]
}

export type ScannedFolder = CompleteFolder | IncompleteFolder
