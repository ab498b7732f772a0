import { type Files, isDiskError } from '../../ports/files.ts'
import { flushing } from '../swap/flush.ts'
import { giveCopyName } from '../swap/give-name.ts'
import { openParent } from '../swap/parent.ts'
import type { KeptFile } from './trash.ts'

/**
 * Brings back what a program went on writing into a file that was taken from under it: if that has changed since, it becomes a conflict copy beside
 * its old place, whose path from the root is given. One whose folder is gone stays in the trash. To be asked a while after the file was kept.
 * Throws DiskError; it is in the trash still then, or has come back.
 */
export async function rescueLateWrites(
  files: Files,
  root: string,
  { path, relative, size, modified, inode }: KeptFile,
  copyName: (name: string) => (attempt: number) => string,
): Promise<string | undefined> {
  const found = await files.lstat(path)
  if (found?.kind !== 'file' || found.inode !== inode) return undefined
  if (found.size === size && found.modified === modified) return undefined
  await using parent = await openParent(files, root, `${root}/${relative}`)
  if (parent === undefined) return undefined
  try {
    const name = await flushing(files, undefined, (flush) => {
      flush.add(parent.path)
      return giveCopyName(files, path, parent.at, copyName(parent.name))
    })
    return relative.slice(0, relative.length - parent.name.length) + name
  } catch (error) {
    // Somebody restored or emptied the trash meanwhile.
    if (isDiskError(error, 'missing')) return undefined
    throw error
  }
}
