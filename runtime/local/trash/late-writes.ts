import { type Files, isDiskError } from '../../ports/files.ts'
import { type FolderFlush, folderFlush } from '../swap/flush.ts'
import { giveCopyName } from '../swap/give-name.ts'
import { openParent } from '../swap/parent.ts'
import type { KeptFile } from './trash.ts'

/** A file that was written to after it had been put into the trash; both paths from the root. */
export interface RescuedFile {
  readonly relative: string
  readonly copy: string
}

/**
 * Brings back what programs went on writing into files that were taken from under them: each of `kept` that has changed since becomes
 * a conflict copy beside its old place. One whose folder is gone stays in the trash. To be asked a while after the files were kept.
 */
export async function rescueLateWrites(
  files: Files,
  root: string,
  kept: readonly KeptFile[],
  copyName: (name: string) => (attempt: number) => string,
): Promise<RescuedFile[]> {
  const flush = folderFlush(files)
  const rescued: RescuedFile[] = []
  for (const file of kept) {
    const copy = await rescue(files, root, file, copyName, flush)
    if (copy !== undefined) rescued.push({ relative: file.relative, copy })
  }
  await flush.flush()
  return rescued
}

async function rescue(
  files: Files,
  root: string,
  { path, relative, size, modified, inode }: KeptFile,
  copyName: (name: string) => (attempt: number) => string,
  flush: FolderFlush,
): Promise<string | undefined> {
  const found = await files.lstat(path)
  if (found?.kind !== 'file' || found.inode !== inode) return undefined
  if (found.size === size && found.modified === modified) return undefined
  await using parent = await openParent(files, root, `${root}/${relative}`)
  if (parent === undefined) return undefined
  try {
    const name = await giveCopyName(files, path, parent.at, copyName(parent.name))
    flush.add(parent.path)
    return relative.slice(0, relative.length - parent.name.length) + name
  } catch (error) {
    // Somebody restored or emptied the trash meanwhile.
    if (isDiskError(error, 'missing')) return undefined
    throw error
  }
}
