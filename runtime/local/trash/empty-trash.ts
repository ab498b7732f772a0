import type { Files } from '../../ports/files.ts'
import { listBins } from './list-trash.ts'

/**
 * Throws away for good what was put into the trash before `before` (ms since 1970). Never follows a symlink.
 * Gives how many files and bytes that were.
 */
export async function emptyTrash(
  files: Files,
  root: string,
  before: number,
): Promise<{ files: number; bytes: number }> {
  const thrown = { files: 0, bytes: 0 }
  for (const { folder, at } of await listBins(files, root)) {
    if (at < before) await removeTree(files, folder, thrown)
  }
  return thrown
}

async function removeTree(
  files: Files,
  folder: string,
  thrown: { files: number; bytes: number },
): Promise<void> {
  for (const { name, stats } of await files.list(folder)) {
    const path = `${folder}/${name}`
    if (stats?.kind === 'folder') {
      await removeTree(files, path, thrown)
      continue
    }
    await files.unlink(path)
    thrown.files++
    thrown.bytes += stats?.size ?? 0
  }
  await files.rmdir(folder)
}
