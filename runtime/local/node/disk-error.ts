import { DiskError, type DiskErrorCode } from '../../ports/files.ts'

const codes: Readonly<Record<string, DiskErrorCode>> = {
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'read-only',
  ENOENT: 'missing',
  EEXIST: 'exists',
  ENOTEMPTY: 'not-empty',
  ENOTDIR: 'not-a-folder',
  EISDIR: 'is-a-folder',
  ELOOP: 'loop',
  ENAMETOOLONG: 'name-too-long',
  EFBIG: 'too-large',
  EOVERFLOW: 'too-large',
  EMFILE: 'too-many-open',
  ENFILE: 'too-many-open',
  EMLINK: 'too-many-links',
  EXDEV: 'other-device',
  ENOTSUP: 'unsupported',
  EOPNOTSUPP: 'unsupported',
  ENOSYS: 'unsupported',
  EBUSY: 'busy',
  ETXTBSY: 'busy',
  EINVAL: 'invalid',
}

/** Turns what node:fs threw for `path` into a `DiskError`; an errno without a code of its own becomes `io`. */
export function asDiskError(error: unknown, path: string): DiskError {
  if (error instanceof DiskError) return error
  const errno =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const message = error instanceof Error ? error.message : String(error)
  return new DiskError((errno && codes[errno]) || 'io', path, { message, errno, cause: error })
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
