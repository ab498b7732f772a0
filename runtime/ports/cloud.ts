import type { PathKey } from '../core/path.ts'
import type { ContentHash, RemoteEntry, RemoteFile, RemoteFolder } from '../core/tree.ts'

/** Whose Dropbox this is (users/get_current_account). */
export interface Account {
  readonly id: string
  readonly name: string
  readonly email: string
  /** The namespace of the team space, where the account's own folder is a folder in one; what a member sees as the top of Dropbox. */
  readonly teamSpace?: string
}

/** Bytes used and given (users/get_space_usage). */
export interface Space {
  readonly used: number
  readonly allocated: number
}

/** One line of the delta, to be applied in the order given. `path` is a key; the spelling that people see is the entry's `name`. */
export type RemoteChange =
  | { readonly kind: 'present'; readonly path: PathKey; readonly entry: RemoteEntry }
  | { readonly kind: 'deleted'; readonly path: PathKey }

export interface ChangePage {
  /** May be empty, also where more pages wait. */
  readonly changes: readonly RemoteChange[]
  /** Where the next page begins. May be asked for more than once, and by another life of the agent. */
  readonly cursor: string
  /** More pages wait; ask again at once. After the last page of a full listing, what changed meanwhile is told from its cursor on. */
  readonly more: boolean
}

/** What one item of a batch came to. A failure of one never fails the others. */
export type ItemResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal }

/**
 * Why Dropbox did not do something to one path.
 * `conflict`: Dropbox holds something other than expected there, or a file where a folder would have to be; `missing`: it is not
 * there any more; `changed-while-read`: the file on the box changed during the upload; `interrupted`: not done, try again; the rest
 * wants a person.
 */
export type Refusal =
  | { readonly reason: 'conflict' }
  | { readonly reason: 'missing' }
  | { readonly reason: 'changed-while-read' }
  | { readonly reason: 'unreadable'; readonly detail: string }
  | { readonly reason: 'interrupted'; readonly detail: string }
  | { readonly reason: 'no-space' }
  | { readonly reason: 'name-refused'; readonly detail: string }
  | { readonly reason: 'no-permission'; readonly detail: string }
  | { readonly reason: 'too-large' }
  | { readonly reason: 'too-many-files' }
  | { readonly reason: 'unsupported'; readonly detail: string }

/** A file on the box that is to go up. */
export interface UploadRequest {
  /** Where to, in the spelling that people are to see. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly hash: ContentHash
  /** client_modified, ms since 1970; kept in whole seconds. */
  readonly modified: number
  /** The revision that this replaces; undefined: nothing may be there. */
  readonly over: string | undefined
  /** The SHA-256 sums of its blocks of 4 MiB, one after the other, where they are known; they count if they make up `hash`. */
  readonly sums?: Uint8Array | undefined
  /**
   * Opens the content; `read` gives exactly `length` bytes from `offset`, or throws `changed-while-read` when there are fewer. May be
   * opened again when the file has to be sent again; each source is closed.
   */
  readonly open: () => Promise<UploadSource>
}

/** A file that is to be made in Dropbox of one that it has. */
export interface CopyRequest {
  /** The id of the file to copy, wherever it is now. */
  readonly from: string
  /** Where to, in the spelling that people are to see. Nothing may be there. */
  readonly path: string
  /** What is to be there then. */
  readonly hash: ContentHash
  /** Bytes. */
  readonly size: number
}

export interface UploadSource {
  /** Into the beginning of `into`, which is at least as long, where that is given and this source can; what it gives is what counts. */
  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>
  /** Whether the file is still the very one that was asked for. Asked after the last byte was read, before the commit. */
  unchanged(): Promise<boolean>
  close(): Promise<void>
}

/** An upload session that holds some of a file. */
export interface OpenSession {
  readonly session: string
  /** So many bytes of the file are in it without a gap. */
  readonly offset: number
  /** What is in it beyond a gap: from where to where, in bytes, in order. */
  readonly beyond?: readonly (readonly [from: number, to: number])[]
  /** ms since 1970. */
  readonly startedAt: number
}

/**
 * Remembers upload sessions, so that a killed upload goes on where it was. Keys are chosen by the caller of `get` and `put`. What was put need not
 * survive a power cut: it is sent again then.
 */
export interface SessionMemory {
  get(key: string): OpenSession | undefined
  put(key: string, value: OpenSession): void
  delete(key: string): void
}

/** Bytes that went over the wire for one file, as they go. */
export type Progress = (path: string, bytes: number) => void

export interface DownloadRequest {
  /** For `progress` alone: what is fetched is the revision of `file`, wherever it is now. */
  readonly path: string
  readonly file: RemoteFile
  /** Bytes that are on the disk already; the download goes on from there. */
  readonly offset: number
}

/** Small files of one folder, to be fetched in one request. */
export interface FolderRequest {
  /** The folder; not the root, which Dropbox does not give in one piece. */
  readonly path: PathKey
  /** The files that are wanted, anywhere below the folder, and the bytes of each: 4 MiB at most. */
  readonly sizes: ReadonlyMap<PathKey, number>
  /** All that is known to be below the folder; of an answer that goes far beyond it, the rest is not read. */
  readonly below: { readonly entries: number; readonly bytes: number }
}

/**
 * Dropbox, as the engine needs it. Every method throws `CloudError` for what concerns the whole connection (offline, unlinked,
 * bad cursor); what concerns one path comes back as a `Refusal`. Rate limits and passing faults are waited out inside.
 *
 * What threw may have been done all the same, or be done yet: a request that was on its way does not come back. A call that is
 * aborted, or was before it began, throws `aborted`. A write whose answer was lost is looked into, and told as the success that it was.
 */
export interface Cloud {
  /**
   * From now on `told` hears at once when a call gets no answer at all, while it is still being tried again (half a sentence on why), and, with
   * undefined, when Dropbox answers after that. For people alone: whether the work goes on is said by what the calls throw.
   */
  watchConnection(told: (trouble: string | undefined) => void): void
  account(signal?: AbortSignal): Promise<Account>
  space(signal?: AbortSignal): Promise<Space>
  /**
   * The next page of the delta; `undefined` starts a full listing. Throws CloudError `cursor-reset` for any cursor that Dropbox does
   * not take (any more): the listing must start anew.
   */
  changes(cursor: string | undefined, signal?: AbortSignal): Promise<ChangePage>
  /**
   * Waits until something changed since the cursor, at most some minutes. True: look, though there may be nothing; false: nothing that
   * was noticed. Throws CloudError `cursor-reset` as `changes` does.
   */
  waitForChange(cursor: string, signal: AbortSignal): Promise<boolean>
  /**
   * Writes the file's bytes from `offset` on into `write`, in order, each call after the last has ended, and good until it has. Resolves when all
   * came; the caller checks the content hash. `missing`: Dropbox keeps this revision no longer; `conflict`: it is another content than `file`
   * says; `unsupported`: it has no bytes of its own. What `write` throws ends the download and is thrown as it is.
   */
  download(
    request: DownloadRequest,
    write: (chunk: Uint8Array) => Promise<void>,
    options: { readonly signal: AbortSignal; readonly progress?: Progress },
  ): Promise<ItemResult<null>>
  /**
   * Fetches files of a folder as they are by now, whatever their revisions: `take` gets each as a whole, once at most and of the size that is wanted,
   * in any order, each call after the last has ended; the caller checks the content hash. Resolves when all came that will: what was not given is to
   * be fetched by itself, and so is the rest after a refusal. `missing` and `conflict`: no such folder; `interrupted`: the answer broke off or made no
   * sense; else Dropbox does not give this folder in one piece. What `take` throws ends the download and is thrown as it is.
   */
  downloadFolder(
    request: FolderRequest,
    take: (path: PathKey, content: Uint8Array) => Promise<void>,
    options: { readonly signal: AbortSignal },
  ): Promise<ItemResult<null>>
  /**
   * Uploads any number of files, small ones packed together; makes the folders above them. Yields each one's result as soon as it is
   * known, once, in any order. The same content there already is a success, whoever put it there; anything else than the revision to
   * replace, and its absence too, is `conflict`. What ends the whole run is thrown when every result that is known has been given. Who
   * stops iterating stops the run; what is being committed is committed.
   */
  upload(
    requests: readonly UploadRequest[],
    options: {
      readonly signal: AbortSignal
      readonly sessions: SessionMemory
      readonly progress?: Progress
      /** Told before each call that may make files of these requests visible in Dropbox. What it throws ends the run. */
      readonly committing?: (requests: readonly UploadRequest[]) => void
    },
  ): AsyncIterable<readonly [UploadRequest, ItemResult<RemoteFile>]>
  /** Makes folders and those above them; one that is there already is a success. Results in the order of `paths`. */
  createFolders(paths: readonly string[], signal?: AbortSignal): Promise<ItemResult<RemoteFolder>[]>
  /** Deletes files whose revision is still the given one; anything else there is `conflict`. Already gone is a success. Results in order. */
  deleteFiles(
    files: readonly { readonly path: string; readonly rev: string }[],
    signal?: AbortSignal,
  ): Promise<ItemResult<null>[]>
  /**
   * Deletes a folder, with the folders in it, if a fresh listing shows that it holds no file; else, and for a file or the root,
   * `conflict`. A file that arrives right after the listing goes too, and can be restored. Already gone is a success.
   */
  deleteEmptyFolder(path: string, signal?: AbortSignal): Promise<ItemResult<null>>
  /**
   * Moves or renames one file or folder, also by case only; makes the folders above. Never overwrites: something in the way is
   * `conflict`, and so is a place inside what is moved, or the place and spelling that it has. Gives what is at `to` now; where an answer
   * was lost that need not be what was moved, so its `id` is to be compared.
   */
  move(from: string, to: string, signal?: AbortSignal): Promise<ItemResult<RemoteEntry>>
  /**
   * Makes files of others that Dropbox has, for which no content is sent; makes the folders above them. A copy has what its source held at that
   * moment, which may be another content than the wanted one: the caller compares. It has the source's client_modified, and an id of its own.
   * Never overwrites: the wanted content there already is a success, whoever put it there, and anything else is `conflict`. `missing`: the
   * source is gone, or Dropbox makes no copy of it. Results in order.
   */
  copyFiles(copies: readonly CopyRequest[], signal?: AbortSignal): Promise<ItemResult<RemoteFile>[]>
}

export type CloudErrorCode =
  | 'offline'
  | 'unlinked'
  | 'cursor-reset'
  | 'bad-answer'
  | 'root-missing'
  | 'bad-code'
  | 'app-refused'
  | 'aborted'

/** What stops all work with Dropbox. `root-missing`: the one folder of Dropbox that syncs is not there (`data.root`), or another has its place. `offline` covers refused and broken connections, time-outs and servers that stay out of order. */
export class CloudError extends Error {
  readonly code: CloudErrorCode
  readonly data: Readonly<Record<string, unknown>>

  constructor(
    code: CloudErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'CloudError'
    this.code = code
    this.data = options.data ?? {}
  }
}
