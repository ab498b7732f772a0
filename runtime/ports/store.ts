import type { PathKey } from '../core/path.ts'
import type { SelectionRule } from '../core/selection.ts'
import type { LocalEntry, RemoteEntry, SyncedEntry, TreeView } from '../core/tree.ts'
import type { SessionMemory } from './cloud.ts'

/** A root: the Dropbox folder itself (path `''`) or a mapped folder, each with a marker of its own. */
export interface KnownRoot {
  readonly path: PathKey
  /** Absolute, resolved. */
  readonly target: string
  /** What the marker in `.dropbox.cache` says; a marker with another identity is another folder. */
  readonly identity: string
  /** Counted up in store and marker at each start; a marker that is behind or ahead was restored from a snapshot. */
  readonly generation: number
  readonly device: number
  readonly inode: number
}

/** One line of what was synced, for `dropbox history`. */
export interface HistoryEntry {
  /** ms since 1970. */
  readonly at: number
  readonly action: string
  readonly path: string
  readonly detail: string | undefined
}

/**
 * The three trees, the cursor, the roots and the history, on disk. A call is durable when its transaction is committed
 * (`transaction` returned); calls outside of one are transactions of their own.
 */
export interface Store extends TreeView {
  /** All or nothing. Not nested. */
  transaction<Value>(work: () => Value): Value

  /** Puts or removes (undefined) an entry. Removing a folder removes what is below it in that tree. Parents of an entry are in the tree already, or are made when it needs them in `setRemote` only. */
  setRemote(path: PathKey, entry: RemoteEntry | undefined): void
  setLocal(path: PathKey, entry: LocalEntry | undefined): void
  setSynced(path: PathKey, entry: SyncedEntry | undefined): void

  /** Moves an entry and all below it, in one tree, to a path that is free in that tree. */
  rebase(tree: 'remote' | 'local' | 'synced', from: PathKey, to: PathKey): void

  /** Forgets a whole tree from `path` down. */
  clear(tree: 'remote' | 'local' | 'synced', path: PathKey): void

  /** Files and bytes per tree from `path` down. */
  count(
    tree: 'remote' | 'local' | 'synced',
    path: PathKey,
  ): { readonly files: number; readonly folders: number; readonly bytes: number }

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

  readonly sessions: SessionMemory

  record(entry: HistoryEntry): void
  /** Newest first. */
  history(limit: number): readonly HistoryEntry[]

  close(): void
}
