import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { hashFile } from '../scan/hash-file.ts'

/**
 * How an entry that is to come to a place stands to what is there: the place is `free`; the same is there already; both are folders, whose
 * content unites; or both are kept.
 */
export type Meeting = 'free' | 'same' | 'folders' | 'both'

/** Compares what is at `from` with what is at `to`; files by their content. Throws DiskError. */
export async function meetingOf(
  files: Files,
  { from, coming, to }: { readonly from: string; readonly coming: FileStats; readonly to: string },
): Promise<Meeting> {
  const there = await files.lstat(to)
  if (there === undefined) return 'free'
  if (coming.kind !== there.kind) return 'both'
  switch (coming.kind) {
    case 'folder':
      return 'folders'
    case 'symlink':
      return (await files.readlink(from)) === (await files.readlink(to)) ? 'same' : 'both'
    case 'file':
      return (await isSameContent(files, from, coming, to, there)) ? 'same' : 'both'
    default:
      return 'both'
  }
}

/** A file that cannot be read, or changes all the time, counts as another one: then both are kept. */
async function isSameContent(
  files: Files,
  from: string,
  coming: FileStats,
  to: string,
  there: FileStats,
): Promise<boolean> {
  if (coming.size !== there.size) return false
  if (coming.inode === there.inode && coming.device === there.device) return true
  try {
    const [one, other] = [await hashFile(files, from, {}), await hashFile(files, to, {})]
    return one.hash === other.hash
  } catch (error) {
    if (isDiskError(error)) return false
    throw error
  }
}
