import { contentHashOf } from '../../core/content-hash.ts'
import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import type { NewFile, NewFileWriter } from '../../ports/new-files.ts'

/** Writes new files by the calls of `files`: all at once, since what is flushed side by side costs the disk little more than one of them. */
export function newFileWriter(files: Files): NewFileWriter {
  return {
    async write(wanted) {
      // None is left behind when one throws.
      const written = await Promise.allSettled(wanted.map((file) => writeOne(files, file)))
      return written.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason
        return outcome.value
      })
    },
  }
}

async function writeOne(
  files: Files,
  { path, content, hash, modified }: NewFile,
): Promise<FileStats | DiskError> {
  if (contentHashOf(content) !== hash) return new DiskError('wrong-content', path)
  try {
    await using file = await files.openFile(path, 'create')
    await file.write(content, 0)
    await files.utimes(path, modified)
    await file.sync()
    return await file.stats()
  } catch (error) {
    if (!isDiskError(error)) throw error
    return error
  }
}
