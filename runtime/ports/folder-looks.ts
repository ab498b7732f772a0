import type { FoundFolder } from './watch.ts'

/** What a folder looks like, by a word for all that is in it. */
export interface FolderLook {
  /** Its content as `fingerprintOfListed` has it (runtime/local/scan). */
  readonly fingerprint: string
  /** Of what its path led to after it was listed; undefined where that was no folder. */
  readonly itself: { readonly device: number; readonly inode: number } | undefined
  /** The folders directly in it. */
  readonly folders: readonly (FoundFolder & { readonly device: number })[]
}

/** Looks at many folders while others look at more. */
export interface FolderLooks {
  /** With fewer folders to look at, a scan is better off alone. */
  readonly fewest: number
  /**
   * Looks at folders (absolute), each of which is listed first and then looked at itself. `salt` goes into each fingerprint. Gives in their order what was seen;
   * undefined for each that cannot be said, for whatever reason. Never rejects.
   */
  look(folders: readonly string[], salt: string): Promise<readonly (FolderLook | undefined)[]>
}
