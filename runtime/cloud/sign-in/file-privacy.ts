import type { FileHandle } from 'node:fs/promises'

/**
 * Who else can read a file of credentials. `repaired`: others could, which was put right. `mounted`: others perhaps can, and it is not for this user to change that: whoever
 * mounted it here decided so.
 */
export type FilePrivacy = 'private' | 'repaired' | 'mounted'

/**
 * Makes a file private, where that is ours to do: one of one's own gets mode 0600. One that somebody else put here is left alone where that is how
 * secrets are mounted: on a disk that is read-only here, or root's own and for nobody else to write to. Throws what the system says where neither can be.
 */
export async function makeFilePrivate(
  file: Pick<FileHandle, 'stat' | 'chmod'>,
  user: number,
): Promise<FilePrivacy> {
  const { mode, uid } = await file.stat()
  if ((mode & 0o077) === 0) return 'private'
  const isOwn = uid === user || user === 0
  try {
    // What the kernel answers first is whether the disk can be written to at all (chmod_common in linux/fs/open.c); the same mode again changes nothing.
    await file.chmod(isOwn ? 0o600 : mode & 0o7777)
    if (isOwn) return 'repaired'
  } catch (error) {
    if (codeOf(error) === 'EROFS') return 'mounted'
    if (isOwn || codeOf(error) !== 'EPERM') throw error
  }
  if (uid === 0 && (mode & 0o022) === 0) return 'mounted'
  throw new Error(`It belongs to user ${uid}.`)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
