/** Where to look. Hints may come late, doubled, or not at all: only a scan says what is there. */
export type Hint =
  | { readonly kind: 'folder'; readonly path: string }
  /** Events were lost or cannot be had: everything below `path` may have changed. */
  | { readonly kind: 'everything'; readonly path: string }

/** A folder as a scan found it in another one; times are ms since 1970. */
export interface FoundFolder {
  readonly name: string
  readonly inode: number
  /** mtime. */
  readonly modified: number
  /** ctime. */
  readonly changed: number
}

export interface Watching {
  /** How many folders have a watch of their own. */
  readonly folders: number
  /** Why watching is not complete (the inotify limit, say), or undefined. What is not watched is found by the periodic scan. */
  readonly shortfall: string | undefined
  /**
   * To be told of the folders (absolute) that a scan of everything goes through, each before what it holds, and of those in each that it goes on to, which
   * may not be all: what it has found as it is known `reconcile` does not look at once more.
   */
  found?(folder: string, folders: readonly FoundFolder[]): void
  /**
   * Brings the watches in line with the folders that there are. To be asked after a full scan: where events were lost, so was the word of
   * new folders. Never rejects.
   */
  reconcile(): Promise<void>
  close(): Promise<void>
}

/** Watches folders below `root` (absolute paths), leaving out those that `ignored` names. */
export interface Watch {
  watch(
    root: string,
    options: { readonly ignored: (path: string) => boolean; readonly hint: (hint: Hint) => void },
  ): Promise<Watching>
}
