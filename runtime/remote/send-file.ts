import type { RemoteAccess } from '../cloud/remote-access.ts'
import type { RemoteFile } from '../core/tree.ts'
import { hashFile } from '../local/scan/hash-file.ts'
import { sourceOf } from '../local/upload/open-for-upload.ts'
import { isSameVersion } from '../local/version.ts'
import type { ItemResult, OpenSession, UploadRequest, UploadSource } from '../ports/cloud.ts'
import { DiskError, type FileStats, type Files } from '../ports/files.ts'

/** A file on the box that is to go to Dropbox. */
export interface Sending {
  /** Absolute, no symlink. */
  readonly file: string
  /** Where to, as people are to see it. */
  readonly path: string
  /** The revision that it replaces; undefined: nothing may be there, but the same content. */
  readonly over: string | undefined
}

/**
 * Sends a file to Dropbox; `conflict` when anything else is there than what may be replaced. What is sent is what the file was at one moment, or it is refused. Throws
 * CloudError and DiskError.
 */
export async function sendFile(
  { files, access }: { readonly files: Files; readonly access: Pick<RemoteAccess, 'upload'> },
  { file, path, over }: Sending,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (bytes: number) => void },
): Promise<ItemResult<RemoteFile>> {
  const { hash, stats, sums } = await hashFile(files, file, { signal, sums: true })
  const request: UploadRequest = {
    ...{ path, hash, over, size: stats.size, modified: stats.modified },
    sums,
    open: () => openAs(files, file, stats),
  }
  const sessions = new Map<string, OpenSession>()
  const options = {
    signal,
    sessions: {
      get: (key: string) => sessions.get(key),
      put: (key: string, value: OpenSession) => void sessions.set(key, value),
      delete: (key: string) => void sessions.delete(key),
    },
    progress: (_: string, bytes: number) => progress(bytes),
  }
  for await (const [, result] of access.upload([request], options)) return result
  return { ok: false, refusal: { reason: 'interrupted', detail: 'nothing was told of it' } }
}

async function openAs(files: Files, path: string, expected: FileStats): Promise<UploadSource> {
  const file = await files.openFile(path, 'read')
  try {
    if (!isSameVersion(await file.stats(), expected)) throw new DiskError('changed-while-read', path)
  } catch (error) {
    await file.close()
    throw error
  }
  return {
    ...sourceOf(file, path),
    unchanged: async () => isSameVersion(await file.stats(), expected),
    close: () => file.close(),
  }
}
