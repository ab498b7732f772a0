import type { Operation } from '../plan/operation.ts'

/** Deletions of files that one plan wants on one side. */
export interface MassDeletion {
  readonly side: 'local' | 'remote'
  readonly files: number
  readonly of: number
  /** Every path that would be deleted on that side, files and folders. */
  readonly paths: readonly string[]
}

/** The sides that files are deleted on. */
export const sides: readonly MassDeletion['side'][] = ['local', 'remote']

/** So many deleted files pass unasked, or a quarter of all synced ones, whichever is more. */
const unaskedDeletions = { files: 20, share: 0.25 } as const

/** Files by the side that they are deleted on. */
export type DeletedFiles = Readonly<Record<MassDeletion['side'], number>>

/**
 * Finds the deletions in a plan that no person is likely to have meant: more than max(20 files, 25 %) of the synced files on one side.
 * `before` are those that earlier plans deleted a short while ago: a large deletion that comes in small pieces counts as what it is.
 * What leaves the box because a person excluded it is meant, and does not count.
 */
export function findMassDeletions(
  operations: readonly Operation[],
  syncedFiles: number,
  before: DeletedFiles = { local: 0, remote: 0 },
): MassDeletion[] {
  const found: MassDeletion[] = []
  for (const side of sides) {
    const share = Math.floor((syncedFiles + before[side]) * unaskedDeletions.share)
    const deletions = operations.filter((operation) => deletes(operation, side))
    const files = deletedFiles(operations, side).length
    if (files === 0 || files + before[side] <= Math.max(unaskedDeletions.files, share)) continue
    found.push({ side, files, of: syncedFiles, paths: deletions.map((operation) => pathOf(operation)) })
  }
  return found
}

/** The paths of the files that a plan deletes on a side. */
export function deletedFiles(operations: readonly Operation[], side: MassDeletion['side']): string[] {
  return operations
    .filter((operation) => deletes(operation, side) && isFile(operation))
    .map((operation) => pathOf(operation))
}

function deletes(operation: Operation, side: 'local' | 'remote'): boolean {
  if (side === 'remote') return operation.kind === 'delete-remote'
  return operation.kind === 'delete-local' && operation.reason === 'deleted'
}

function isFile(operation: Operation): boolean {
  if (operation.kind === 'delete-remote') return operation.remote.kind === 'file'
  return operation.kind === 'delete-local' && operation.local.kind === 'file'
}

function pathOf(operation: Operation): string {
  return operation.kind === 'delete-remote' || operation.kind === 'delete-local' ? operation.path : ''
}
