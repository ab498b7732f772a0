import type { LocalFile } from '../../core/tree.ts'
import type { UploadSource } from '../../ports/cloud.ts'
import { DiskError, type Files, isDiskError, type OpenFile } from '../../ports/files.ts'
import type { FolderFlush } from '../swap/flush.ts'
import { openParent, type Parent } from '../swap/parent.ts'
import { isExpected, isSameVersion } from '../version.ts'
import { type OpenParents, openParents } from './open-parents.ts'

/** How what goes up is made to survive a power cut here, too. */
export interface Keeping {
  /** ms since 1970; what has not changed since is on the disk. */
  readonly writtenBefore: number
  readonly flush: FolderFlush
}

/**
 * Opens a file (absolute, within the root) for an upload, without following any symlink and without waiting for a fifo's writer. Throws DiskError
 * `changed-while-read` when it is not, or during the upload is no longer, the file that the Local tree knows; other codes when the disk
 * does not let it be read. `parents` are shared with others that are opened meanwhile. Invariant, with `keeping`: what is read and said to be unchanged is on the disk, under its name, so that Dropbox
 * never has of this box what a power cut takes from it.
 */
export async function openForUpload(
  files: Files,
  absolute: string,
  expected: LocalFile,
  root: string,
  keeping?: Keeping,
  parents: OpenParents = openParents(files),
): Promise<UploadSource> {
  await using opened = new AsyncDisposableStack()
  const folder = await parents.enter(root, absolute)
  if (folder === undefined) throw new DiskError('changed-while-read', absolute)
  opened.use(folder)
  const parent = folder.of(absolute.slice(absolute.lastIndexOf('/') + 1))
  const file = opened.use(await openIn(files, parent, absolute))
  const before = await file.stats()
  if (!isExpected(before, expected)) throw new DiskError('changed-while-read', absolute)
  if (keeping !== undefined && Math.max(before.modified, before.changed) >= keeping.writtenBefore) {
    await keep(file, absolute, keeping.flush)
  }
  const open = opened.move()
  return {
    ...sourceOf(file, absolute),
    async unchanged() {
      if (!isSameVersion(await file.stats(), before)) return false
      // An editor that saves by renaming leaves the open file as it was; what counts is what the path leads to.
      if (!(await folder.stands())) return false
      const there = await files.lstat(parent.at(parent.name))
      return there !== undefined && isSameVersion(there, before)
    },
    close: () => open.disposeAsync(),
  }
}

async function keep(file: OpenFile, absolute: string, flush: FolderFlush): Promise<void> {
  try {
    await file.sync()
  } catch (error) {
    // A file system without fsync has nothing better to offer.
    if (!isDiskError(error, 'unsupported', 'invalid')) throw error
  }
  flush.add(absolute.slice(0, absolute.lastIndexOf('/')))
  await flush.flush()
}

/** Reads any part of an open file; fewer bytes than asked for mean that it was cut off meanwhile. */
export function sourceOf(file: OpenFile, absolute: string): Pick<UploadSource, 'read'> {
  return {
    async read(offset, length, into) {
      const bytes = into?.subarray(0, length) ?? new Uint8Array(length)
      for (let filled = 0; filled < length; ) {
        const read = await file.read(bytes.subarray(filled), offset + filled)
        if (read === 0) throw new DiskError('changed-while-read', absolute)
        filled += read
      }
      return bytes
    },
  }
}

/** Opens the file that a path leads to without any symlink. Throws DiskError `changed-while-read` when none is there. */
export async function openLive(files: Files, absolute: string, root: string): Promise<OpenFile> {
  await using parent = await openParent(files, root, absolute)
  if (parent === undefined) throw new DiskError('changed-while-read', absolute)
  return await openIn(files, parent, absolute)
}

async function openIn(files: Files, { at, name }: Parent, absolute: string): Promise<OpenFile> {
  try {
    return await files.openFile(at(name), 'read')
  } catch (error) {
    if (isDiskError(error, 'missing', 'loop'))
      throw new DiskError('changed-while-read', absolute, { cause: error })
    throw error
  }
}
