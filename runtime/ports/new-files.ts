import type { DiskError } from './files.ts'

/** A file that is to be made, with all that it is to hold. */
export interface NewFile {
  /** Absolute. */
  readonly path: string
  readonly content: Uint8Array
}

/** Makes many small files at a time. */
export interface NewFileWriter {
  /**
   * Makes files that are not there yet (else `exists`), writes them, and flushes them (fsync). Gives in their order what each failed with, or
   * undefined; of one that failed, a part may be there. Never rejects.
   */
  write(wanted: readonly NewFile[]): Promise<readonly (DiskError | undefined)[]>
}
