import type { LocalEntry } from '../../core/tree.ts'
import type { FileStats } from '../../ports/files.ts'
import type { Placing } from './place-file.ts'

/** What is to be moved where. */
export interface Moving extends Pick<Placing, 'root' | 'copyName' | 'flush'> {
  /** Absolute, both within the root. */
  readonly from: string
  readonly to: string
  readonly expected: LocalEntry
}

/**
 * `in-the-way`: something is at the new place, the old one is as it was. `gone`: nothing was at the old place. `changed`: something else
 * than `expected` was there; it is back, or, if its name was taken meanwhile, beside it as `copy`. `no-folder`: one of the two folders is
 * gone, or only a symlink leads to it.
 */
export type MoveResult =
  | { readonly result: 'moved'; readonly entry: LocalEntry }
  | { readonly result: 'changed'; readonly found: FileStats | undefined; readonly copy: string | undefined }
  | { readonly result: 'in-the-way'; readonly found: FileStats | undefined }
  | { readonly result: 'gone' }
  | { readonly result: 'no-folder' }
