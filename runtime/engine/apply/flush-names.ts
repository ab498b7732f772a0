import type { ApplyContext } from './context.ts'

/**
 * Sees to it that the names at these absolute paths are on the disk as they are now, there or gone: what Dropbox is told of them must still be
 * so after a power cut. Of a path whose folder is gone as well, the nearest folder above that stands counts. Throws DiskError when the disk
 * fails; Dropbox is not to be told then.
 */
export async function flushNames(
  { files, flush }: Pick<ApplyContext, 'files' | 'flush'>,
  paths: Iterable<string>,
): Promise<void> {
  const folders = new Set([...paths].map(folderOf))
  for (const named of folders) {
    let folder = named
    while (folder !== '' && (await files.lstat(folder))?.kind !== 'folder') folder = folderOf(folder)
    if (folder !== '') flush.add(folder)
  }
  await flush.flush()
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
