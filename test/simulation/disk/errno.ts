import { DiskError, type DiskErrorCode } from '../../../runtime/ports/files.ts'

const codes = {
  ENOENT: 'missing',
  EEXIST: 'exists',
  ENOTDIR: 'not-a-folder',
  EISDIR: 'is-a-folder',
  ENOTEMPTY: 'not-empty',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'read-only',
  ENOSPC: 'no-space',
  EXDEV: 'other-device',
  ELOOP: 'loop',
  ENAMETOOLONG: 'name-too-long',
  EFBIG: 'too-large',
  EMFILE: 'too-many-open',
  EMLINK: 'too-many-links',
  EBUSY: 'busy',
  EINVAL: 'invalid',
  ENOTSUP: 'unsupported',
  EIO: 'io',
  EBADF: 'io',
  ENXIO: 'io',
} as const satisfies Readonly<Record<string, DiskErrorCode>>

/** A word of the system for a failure, as in errno(3). */
export type Errno = keyof typeof codes

/** The failure of a call on `path`. */
export function diskError(errno: Errno, path: string): DiskError {
  return new DiskError(codes[errno], path, { message: `${errno}: ${path}`, errno })
}

/** A failure to inject, with the first errno that stands for its code; codes that are the program's own have none. */
export function injectedFault(code: DiskErrorCode, path: string): DiskError {
  const errno = Object.entries(codes).find(([, other]) => other === code)?.[0]
  return new DiskError(code, path, { message: `${errno ?? code} (injected): ${path}`, errno })
}

/** Thrown by the calls of a process that is no more, where they are to throw instead of never settling. */
export class Crashed extends Error {
  override readonly name = 'Crashed'
}
