import { hash } from 'node:crypto'
import type { ContentHash } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError, type OpenFile } from '../../ports/files.ts'
import { cacheFolderOf, inFolderOfOurs } from '../roots/cache-folder.ts'
import { createEarlyFlush } from './early-flush.ts'
import { createGatheringWriter } from './gathering-writer.ts'
import { createStagedHash, type StagedHash } from './staged-hash.ts'

/** A download that is whole, verified and flushed, and waits to be put in its place. */
export interface StagedFile {
  readonly path: string
  readonly hash: ContentHash
  /** Bytes. */
  readonly size: number
  /** What it looks like, where it has the time of the revision already. */
  readonly stats?: FileStats
}

/** A download on its way. */
export interface Stage {
  readonly path: string
  /** Bytes that an earlier try left here; the download goes on from there. May be all of them. */
  readonly offset: number
  /**
   * Takes the next bytes, to be written soon; they may be used anew when it resolves. When the disk is full the staged file is removed before
   * `no-space` is thrown.
   */
  write(chunk: Uint8Array): Promise<void>
  /** Verifies and flushes. Throws DiskError `wrong-content`, the staged file removed, when this is not what Dropbox said. */
  finish(): Promise<StagedFile>
  /** Removes what came so far. */
  discard(): Promise<void>
  /** Lets go, leaving what came for a later try. May be called after anything else. */
  close(): Promise<void>
}

/**
 * Opens the staged file for one revision. Its name says which, so that a download that was killed goes on instead of starting anew.
 * One revision must not be staged twice at the same time. Throws DiskError; what an earlier try left and the disk does not give back (`io`) is removed,
 * so that the next try starts anew.
 */
export async function stageFor(
  files: Files,
  root: string,
  wanted: { readonly rev: string; readonly hash: ContentHash; readonly size: number },
): Promise<Stage> {
  const folder = cacheFolderOf(root).staging
  const path = stagedPath(root, wanted)
  const { file, offset } = await inFolderOfOurs(files, folder, () => open(files, path, wanted.size))
  const content = await hashOrLetGo(files, path, file, offset)
  content.reached(offset)
  const writer = createGatheringWriter(file, offset, wanted.size - offset)
  const early = createEarlyFlush(file)
  let ended = false
  /** Whoever brings the bytes may go on for a moment after he was called off. */
  let isClosed = false
  let writing = Promise.resolve()
  const remove = async (): Promise<void> => {
    ended = true
    isClosed = true
    content.stop()
    // The number of a closed file may be another file's by the time it is flushed.
    await early.settled().catch(() => undefined)
    try {
      await file.close()
    } finally {
      await removeStaged(files, path)
    }
  }
  /** Resolves when nothing is being written any more; nothing will be. */
  const lastWrite = async (): Promise<void> => {
    isClosed = true
    // Whoever wrote is told.
    await writing.catch(() => undefined)
  }
  /** What the disk failed with while it wrote, or gave back what was written: the page cache may still show what the disk never got, and a later flush succeed (fsync(2), EIO). */
  const orDiscard = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work()
    } catch (error) {
      // Of two faults the first is the one to tell.
      if (isDiskError(error, 'no-space', 'io')) await remove().catch(() => undefined)
      throw error
    }
  }
  return {
    path,
    offset,
    async write(chunk) {
      if (isClosed) throw new DiskError('io', path, { message: 'it is closed', errno: 'EBADF' })
      writing = orDiscard(async () => {
        const written = writer.write(chunk)
        // While the disk is at it.
        content.passes(chunk)
        await written
        content.reached(writer.end)
      })
      await writing
      early.wrote(chunk.byteLength)
    },
    async finish() {
      await orDiscard(writer.flush)
      content.reached(writer.end)
      const { hash, size } = await orDiscard(content.result)
      if (size !== wanted.size || hash !== wanted.hash) {
        await remove()
        throw new DiskError('wrong-content', path)
      }
      await orDiscard(async () => {
        await early.settled()
        await file.sync()
        await file.close()
      })
      ended = true
      return { path, hash: wanted.hash, size: wanted.size }
    },
    async discard() {
      await lastWrite()
      await remove()
    },
    async close() {
      await lastWrite()
      if (ended) return
      content.stop()
      try {
        await orDiscard(async () => {
          await writer.flush()
          await early.settled()
        })
      } catch (error) {
        // What is missing of it is fetched again; the disk tells why then.
        if (!isDiskError(error)) throw error
      } finally {
        await file.close()
      }
    },
  }
}

/** Where one revision is staged. Revisions are hexadecimal, but come from outside: nothing of them is put into a path unseen. */
export function stagedPath(
  root: string,
  wanted: { readonly rev: string; readonly hash: ContentHash },
): string {
  const name = hash('sha256', `${wanted.rev} ${wanted.hash}`)
  return `${cacheFolderOf(root).staging}/${name}`
}

async function open(files: Files, path: string, size: number): Promise<{ file: OpenFile; offset: number }> {
  const there = await files.lstat(path)
  if (there !== undefined) {
    // With a second name it is a file that was put in its place just before a crash: writing here would write there.
    if (there.kind === 'file' && there.links === 1 && there.size <= size) {
      return { file: await files.openFile(path, 'write'), offset: there.size }
    }
    await files.unlink(path)
  }
  return { file: await files.openFile(path, 'create'), offset: 0 }
}

async function hashOrLetGo(files: Files, path: string, file: OpenFile, offset: number): Promise<StagedHash> {
  try {
    return await createStagedHash(file, offset)
  } catch (error) {
    await file.close()
    if (isDiskError(error, 'io')) await removeStaged(files, path)
    throw error
  }
}

/** Removes a staged file, or finds it gone. */
export async function removeStaged(files: Files, path: string): Promise<void> {
  try {
    await files.unlink(path)
  } catch (error) {
    if (!isDiskError(error, 'missing')) throw error
  }
}
