import type { PathKey } from '../path.ts'
import type { Operation } from './operation.ts'

/** What may still be begun in the last seconds of an agent. */
export interface LastUploads {
  readonly files: number
  /** Bytes of each file, and of all of them. */
  readonly each: number
  readonly bytes: number
}

/** What goes up in two seconds on most lines, and in few requests. */
export const usualLast: LastUploads = { files: 1_000, each: 4 * 1024 ** 2, bytes: 16 * 1024 ** 2 }

/** Each renaming is a call of its own, before which nothing is sent. */
const movesInTime = 5

/**
 * What of a plan is worth doing before an agent ends: the uploads that are under way, which may come to their end, and the smallest others, with
 * the folders and the few renamings that they may need, and what is only written down. Nothing is deleted, and nothing begun that is not done in a
 * moment.
 */
export function lastUploads(
  operations: readonly Operation[],
  isUnderWay: (path: PathKey) => boolean,
  limits: LastUploads,
): readonly Operation[] {
  const uploads = operations.filter((operation) => operation.kind === 'upload')
  const chosen: Operation[] = uploads.filter(({ path }) => isUnderWay(path))
  const small = uploads
    .filter(({ path, local }) => local.size <= limits.each && !isUnderWay(path))
    .sort((one, other) => one.local.size - other.local.size)
  let bytes = 0
  for (const upload of small.slice(0, limits.files)) {
    bytes += upload.local.size
    if (bytes > limits.bytes) break
    chosen.push(upload)
  }
  let moves = 0
  const others = operations.filter((operation) => {
    switch (operation.kind) {
      case 'settle':
      case 'forget':
      case 'adopt':
        return true
      case 'create-remote-folder':
        return chosen.length > 0
      case 'move-remote':
        return ++moves <= movesInTime
      default:
        return false
    }
  })
  return [...others, ...chosen]
}
