import type { DiskError, FileStats } from './files.ts'

/** A file that is to be made, with all that it is to hold. `modified` is the mtime that it gets, ms since 1970. */
export interface NewFile {
  /** Absolute. */
  readonly path: string
  readonly content: Uint8Array
  readonly modified: number
}

/** Makes many small files at a time. */
export interface NewFileWriter {
  /**
   * Makes files that are not there yet (else `exists`), writes them, and flushes them (fsync). Gives in their order what each
   * looks like then, or what it failed with: a part of that may be there. Never rejects.
   */
  write(wanted: readonly NewFile[]): Promise<readonly (FileStats | DiskError)[]>
}
