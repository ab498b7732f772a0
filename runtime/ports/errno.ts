import type { DiskErrorCode } from './files.ts'

/** The code of each errno of errno(3) that has one of its own; every other one is `io`. */
export const codeOfErrno: Readonly<Record<string, DiskErrorCode>> = {
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
