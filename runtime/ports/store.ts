import type { PathKey } from '../core/path.ts'
import type { FolderIdentity } from '../core/safety/other-folder.ts'
import type { SelectionRule } from '../core/selection.ts'
import type { ContentHash, LocalEntry, RemoteEntry, SyncedEntry, TreeView, Triple } from '../core/tree.ts'
import type { SessionMemory } from './cloud.ts'

export type TreeName = keyof Triple

/** What a tree holds from some path down. */
export interface Count {
  readonly files: number
  readonly folders: number
  readonly bytes: number
}

/** A root: the Dropbox folder itself (path `''`) or a mapped folder, each with a marker of its own. */
export interface KnownRoot extends FolderIdentity {
  readonly path: PathKey
  /** Absolute, resolved. */
  readonly target: string
  /** What the marker in `.dropbox.cache` says; a marker with another identity is another folder. */
  readonly identity: string
  /** Counted up in store and marker at each start; a marker that is behind or ahead was restored from a snapshot. */
  readonly generation: number
}

/** One line of what was synced, for `dropbox history`. */
export interface HistoryEntry {
  /** ms since 1970. */
  readonly at: number
  readonly action: string
  readonly path: string
  readonly detail: string | undefined
  /** What the box was called that did it; an index may have come from another one. */
  readonly box?: string
}

/** The same with its number: later lines have higher ones. */
export interface HistoryLine extends HistoryEntry {
  readonly id: number
}

/**
 * The three trees, the cursor, the roots and the history, on disk. A call is durable when its transaction is committed
 * (`transaction` returned); calls outside of one are transactions of their own.
 */
export interface Store extends TreeView {
  /**
   * All or nothing: whatever `work` throws undoes everything it did. `work` must not be asynchronous, and transactions do
   * not nest (`misuse`).
   */
  transaction<Value>(work: () => Value): Value

  /**
   * Puts or removes (undefined) an entry, following the rules of Dropbox's delta (/files/list_folder): removing a folder, or
   * putting a file in its place, removes what is below it in that tree; a folder put over a folder keeps it.
   * `setRemote` makes the folders above an entry that are missing, or a file, as folders with the unknown id `''`; in the
   * other two trees they must be there as folders (`misuse`). The root `''` is in every tree and is no entry (`misuse`).
   */
  setRemote(path: PathKey, entry: RemoteEntry | undefined): void
  setLocal(path: PathKey, entry: LocalEntry | undefined): void
  setSynced(path: PathKey, entry: SyncedEntry | undefined): void
  /** As the calls above for each tree that is named, in one write: what a transfer brought to one side is agreed on from then on. */
  setAgreed(
    path: PathKey,
    entries: {
      readonly remote?: RemoteEntry
      readonly local?: LocalEntry
      readonly synced: SyncedEntry
    },
  ): void

  /**
   * Moves an entry and all below it, in one tree, to a path that is free in that tree. The entries stay as they are, so that
   * a new name is set after it. Throws `misuse` when nothing is at `from`, something is at `to`, or `to` has no folder above it.
   */
  rebase(tree: TreeName, from: PathKey, to: PathKey): void

  /** Forgets a whole tree from `path` down; `''` forgets all of it. */
  clear(tree: TreeName, path: PathKey): void

  /** What a tree holds from `path` down, the entry itself counted. A synced file has the bytes of the file on the box, or else in Dropbox. */
  count(tree: TreeName, path: PathKey): Count

  /** What the Local tree holds directly in a folder, by key. */
  localIn(folder: PathKey): ReadonlyMap<PathKey, LocalEntry>

  /** Of the unsettled paths those that both sides have, in the same order. The store may be written to while this goes on. */
  unsettledOnBoth(): Iterable<PathKey>

  /**
   * Whether anything synced is unsettled since only one side has it, or one has a file there and the other one a folder: it may have been deleted,
   * moved or replaced.
   */
  isAnyLost(): boolean

  /** Where the Local tree holds a file with one of these `parts` (lower case, NFC) in its key's last component. Looks at all of it. */
  localNamed(parts: readonly string[]): readonly PathKey[]

  /** A number that is another one whenever something in the Local tree has changed, in this life. */
  localChanges(): number

  /**
   * The fingerprint that a folder of the Local tree was given. Undefined once its own entry there, or anything directly in it, has been written
   * since, and for what is no folder there.
   */
  fingerprint(folder: PathKey): string | undefined
  /** Gives a folder one; what is no folder in the Local tree gets none. */
  setFingerprint(folder: PathKey, fingerprint: string): void

  /** The keys of the synced files with this content. The store may be written to while this goes on. */
  syncedWithHash(hash: ContentHash): Iterable<PathKey>

  /**
   * How often a folder of the Local tree has left its name or its place, in this life: what was found out of the way to a place on the box before
   * one did may not hold any more.
   */
  foldersLeft(): number

  /** The rules of selective sync; setting them settles and unsettles paths anew (see `selectionOf` in core). */
  selection(): readonly SelectionRule[]
  setSelection(rules: readonly SelectionRule[]): void

  cursor(): string | undefined
  setCursor(cursor: string | undefined): void

  roots(): readonly KnownRoot[]
  putRoot(root: KnownRoot): void
  deleteRoot(path: PathKey): void

  /** Small values by name (the account, identities, when the last full scan was). */
  value(name: string): string | undefined
  setValue(name: string, value: string | undefined): void
  /** As `setValue`, without waiting for the disk: it survives the end of the process, but perhaps no power cut. */
  noteValue(name: string, value: string | undefined): void

  readonly sessions: SessionMemory

  record(entry: HistoryEntry): void
  /** Newest first, and none with a number up to `after`. */
  history(limit: number, after?: number): readonly HistoryLine[]

  close(): void
}

export type StoreErrorCode =
  | 'corrupt'
  | 'disk-full'
  | 'read-only'
  | 'input-output'
  | 'in-use'
  | 'newer-version'
  | 'older-version'
  | 'misuse'

/**
 * What a store cannot do. `corrupt`: the file is damaged or is something else, begin a new one (a union without deletions);
 * `newer-version`: a newer agent wrote it; `misuse`: the caller asked for a tree that cannot be. Nothing was changed.
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'StoreError'
    this.code = code
  }
}
