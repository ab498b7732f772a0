import { type Files, isDiskError } from '../../../ports/files.ts'
import type { FolderLook } from '../../../ports/folder-looks.ts'
import { fingerprintOfListed } from '../fingerprint.ts'
import { foldersIn } from '../place.ts'

/**
 * Lists one folder, and looks then where its path leads. Undefined where it cannot be listed or holds anything but files and folders: whoever
 * asked looks for himself then, and tells what he meets.
 */
export async function lookAtFolder(
  files: Pick<Files, 'list' | 'lstat'>,
  folder: string,
  salt: string,
): Promise<FolderLook | undefined> {
  try {
    const listed = await files.list(folder)
    const fingerprint = fingerprintOfListed(listed, salt)
    if (fingerprint === undefined) return undefined
    const itself = await files.lstat(folder)
    return {
      fingerprint,
      itself: itself?.kind === 'folder' ? { device: itself.device, inode: itself.inode } : undefined,
      folders: foldersIn(listed),
    }
  } catch (error) {
    if (isDiskError(error)) return undefined
    throw error
  }
}
