import type { Operation } from '../plan/operation.ts'

/** Deletions of files that one plan wants on one side. */
export interface MassDeletion {
  readonly side: 'local' | 'remote'
  readonly files: number
  readonly of: number
  /** Every path that would be deleted on that side, files and folders. */
  readonly paths: readonly string[]
}

/** So many deleted files pass unasked, or a quarter of all synced ones, whichever is more. */
export const unaskedDeletions = { files: 20, share: 0.25 } as const

/**
 * Finds the deletions in a plan that no person is likely to have meant: more than max(20 files, 25 %) of the synced files on one side.
 * What leaves the box because a person excluded it is meant, and does not count.
 */
export function findMassDeletions(operations: readonly Operation[], syncedFiles: number): MassDeletion[] {
  const allowed = Math.max(unaskedDeletions.files, Math.floor(syncedFiles * unaskedDeletions.share))
  const found: MassDeletion[] = []
  for (const side of ['local', 'remote'] as const) {
    const deletions = operations.filter((operation) => deletes(operation, side))
    const files = deletions.filter((operation) => isFile(operation)).length
    if (files <= allowed) continue
    found.push({ side, files, of: syncedFiles, paths: deletions.map((operation) => pathOf(operation)) })
  }
  return found
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
