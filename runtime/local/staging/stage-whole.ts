import { contentHashOf } from '../../core/content-hash.ts'
import type { ContentHash } from '../../core/tree.ts'
import { DiskError, type Files, isDiskError, type OpenFile } from '../../ports/files.ts'
import { cacheFolderOf, inFolderOfOurs } from '../roots/cache-folder.ts'
import { removeStaged, type StagedFile, stagedPath } from './stage.ts'

/**
 * Stages a file whose content is all in memory: verifies, writes and flushes it. What an earlier try left of it is removed. Throws DiskError;
 * nothing stays staged after `wrong-content` (which nothing is written of), `no-space` and `io`.
 */
export async function stageWhole(
  files: Files,
  root: string,
  wanted: { readonly rev: string; readonly hash: ContentHash; readonly size: number },
  content: Uint8Array,
): Promise<StagedFile> {
  const path = stagedPath(root, wanted)
  if (content.byteLength !== wanted.size || contentHashOf(content) !== wanted.hash)
    throw new DiskError('wrong-content', path)
  const { staging } = cacheFolderOf(root)
  const file = await inFolderOfOurs(files, staging, () => createAnew(files, path))
  try {
    await file.write(content, 0)
    await file.sync()
  } catch (error) {
    await file.close()
    // What the disk failed with while it wrote: the page cache may still show what the disk never got, and a later flush succeed (fsync(2), EIO).
    if (isDiskError(error, 'no-space', 'io')) await removeStaged(files, path)
    throw error
  }
  await file.close()
  return { path, hash: wanted.hash, size: wanted.size }
}

async function createAnew(files: Files, path: string): Promise<OpenFile> {
  try {
    return await files.openFile(path, 'create')
  } catch (error) {
    if (!isDiskError(error, 'exists')) throw error
    // Perhaps with a second name, in its place just before a crash: only the name goes.
    await files.unlink(path)
    return await files.openFile(path, 'create')
  }
}
