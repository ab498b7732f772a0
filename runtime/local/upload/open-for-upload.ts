import type { LocalFile } from '../../core/tree.ts'
import type { UploadSource } from '../../ports/cloud.ts'
import { DiskError, type Files, isDiskError, type OpenFile } from '../../ports/files.ts'
import { openParent } from '../swap/parent.ts'
import { isExpected, isSameVersion } from '../version.ts'

/**
 * Opens a file (absolute, within the root) for an upload, without following any symlink and without waiting for a fifo's writer. Throws DiskError
 * `changed-while-read` when it is not, or during the upload is no longer, the file that the Local tree knows; other codes when the disk
 * does not let it be read.
 */
export async function openForUpload(
  files: Files,
  absolute: string,
  expected: LocalFile,
  root: string,
): Promise<UploadSource> {
  const file = await open(files, absolute, root)
  try {
    const opened = await file.stats()
    if (!isExpected(opened, expected)) throw new DiskError('changed-while-read', absolute)
    return {
      async read(offset, length) {
        const bytes = new Uint8Array(length)
        for (let filled = 0; filled < length; ) {
          const read = await file.read(bytes.subarray(filled), offset + filled)
          if (read === 0) throw new DiskError('changed-while-read', absolute)
          filled += read
        }
        return bytes
      },
      async unchanged() {
        if (!isSameVersion(await file.stats(), opened)) return false
        // An editor that saves by renaming leaves the open file as it was; what counts is what the path leads to.
        const there = await statOf(files, absolute, root)
        return there !== undefined && isSameVersion(there, opened)
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function open(files: Files, absolute: string, root: string): Promise<OpenFile> {
  await using parent = await openParent(files, root, absolute)
  if (parent === undefined) throw new DiskError('changed-while-read', absolute)
  try {
    return await files.openFile(parent.at(parent.name), 'read')
  } catch (error) {
    if (isDiskError(error, 'missing', 'loop'))
      throw new DiskError('changed-while-read', absolute, { cause: error })
    throw error
  }
}

async function statOf(files: Files, absolute: string, root: string): ReturnType<Files['lstat']> {
  await using parent = await openParent(files, root, absolute)
  return parent && (await files.lstat(parent.at(parent.name)))
}
