import type { ContentHash } from '../core/tree.ts'
import type { DiskError, FileStats } from './files.ts'

/** A file that is to be made, with all that it is to hold. `modified` is the mtime that it gets, ms since 1970. */
export interface NewFile {
  /** Absolute. */
  readonly path: string
  readonly content: Uint8Array
  /** The content hash that it must have. */
  readonly hash: ContentHash
  readonly modified: number
}

/** Makes many small files at a time. */
export interface NewFileWriter {
  /**
   * Makes files that are not there yet (else `exists`), writes them, and flushes them (fsync). Gives in their order what each
   * looks like then, or what it failed with: a part of that may be there; nothing after `wrong-content`, of content that has not its hash. Never rejects.
   */
  write(wanted: readonly NewFile[]): Promise<readonly (FileStats | DiskError)[]>
}
