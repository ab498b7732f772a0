import { realpathSync } from 'node:fs'
import { attempt } from './disk-error.ts'

/** Where a path leads, without symlinks. Throws DiskError, `missing` where nothing is. */
export function realPathOf(path: string): string {
  return attempt(path, () => realpathSync.native(path))
}
