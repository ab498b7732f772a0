import { codeOfErrno } from '../../ports/errno.ts'
import { DiskError } from '../../ports/files.ts'

/** Turns what node:fs threw for `path` into a `DiskError`; an errno without a code of its own becomes `io`. */
export function asDiskError(error: unknown, path: string): DiskError {
  if (error instanceof DiskError) return error
  const errno =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const message = error instanceof Error ? error.message : String(error)
  return new DiskError((errno !== undefined && codeOfErrno[errno]) || 'io', path, {
    message,
    errno,
    cause: error,
  })
}

/** Runs a call of node:fs and lets only `DiskError` out. */
export function attempt<Value>(path: string, call: () => Value): Value {
  try {
    return call()
  } catch (error) {
    throw asDiskError(error, path)
  }
}

/** As `attempt`, for a call that has to be waited for. */
export async function attemptAsync<Value>(path: string, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call()
  } catch (error) {
    throw asDiskError(error, path)
  }
}
