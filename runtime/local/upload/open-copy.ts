import { contentHasher } from '../../core/content-hash.ts'
import type { LocalFile } from '../../core/tree.ts'
import type { UploadSource } from '../../ports/cloud.ts'
import { DiskError, type Files, isDiskError, type OpenFile } from '../../ports/files.ts'
import { cacheFolderOf, inFolderOfOurs } from '../roots/cache-folder.ts'
import { hasRoomFor } from '../staging/room.ts'
import { openLive, sourceOf } from './open-for-upload.ts'

const chunk = 1024 * 1024

/**
 * Opens a copy, made now in the staging of the root, of a file (absolute, within the root) that changes faster than it can be sent. What is
 * copied is as much as the file had when it was last read, and it is used only if it is exactly what was read then: the beginning of a
 * file that is appended to, or a file that had a moment of rest. Throws DiskError `changed-while-read` when it is not, `no-space` when
 * there is no room for it. Closing it removes it.
 */
export async function openCopy(
  files: Files,
  absolute: string,
  expected: LocalFile,
  root: string,
): Promise<UploadSource> {
  if (!(await hasRoomFor(files, root, expected.size))) throw new DiskError('no-space', absolute)
  const { path, copy } = await createCopy(files, root, expected)
  const discard = async (): Promise<void> => {
    await copy.close()
    try {
      await files.unlink(path)
    } catch (error) {
      if (!isDiskError(error, 'missing')) throw error
    }
  }
  try {
    await using live = await openLive(files, absolute, root)
    const stats = await live.stats()
    if (stats.kind !== 'file' || stats.inode !== expected.inode || stats.size < expected.size)
      throw new DiskError('changed-while-read', absolute)
    if ((await copyInto(copy, live, expected.size, absolute)) !== expected.hash)
      throw new DiskError('changed-while-read', absolute)
    return { ...sourceOf(copy, absolute), unchanged: async () => true, close: discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/** A new file under the first free name: files of equal content may be copied at once, and a killed agent leaves its copies until the staging is cleaned. */
async function createCopy(
  files: Files,
  root: string,
  { hash }: LocalFile,
): Promise<{ readonly path: string; readonly copy: OpenFile }> {
  const { staging } = cacheFolderOf(root)
  for (let number = 1; ; number++) {
    const path = `${staging}/copy-${hash.slice(0, 16)}-${number}`
    try {
      return { path, copy: await inFolderOfOurs(files, staging, () => files.openFile(path, 'create', 0o600)) }
    } catch (error) {
      if (!isDiskError(error, 'exists')) throw error
    }
  }
}

async function copyInto(copy: OpenFile, live: OpenFile, size: number, absolute: string): Promise<string> {
  const hasher = contentHasher()
  const buffer = new Uint8Array(Math.min(chunk, Math.max(size, 1)))
  for (let position = 0; position < size; ) {
    const got = await live.read(buffer.subarray(0, Math.min(buffer.byteLength, size - position)), position)
    if (got === 0) throw new DiskError('changed-while-read', absolute)
    const bytes = buffer.subarray(0, got)
    await copy.write(bytes, position)
    hasher.update(bytes)
    position += got
  }
  return hasher.digest()
}
