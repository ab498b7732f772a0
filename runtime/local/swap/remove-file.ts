import type { LocalFile } from '../../core/tree.ts'
import type { FileStats, Files } from '../../ports/files.ts'
import type { KeptFile } from '../trash/trash.ts'
import { isExpected } from '../version.ts'
import { withAside } from './aside.ts'
import { flushing } from './flush.ts'
import { openParent } from './parent.ts'
import type { Placing } from './place-file.ts'

export interface Removing extends Pick<Placing, 'root' | 'target' | 'trash' | 'copyName' | 'flush'> {
  readonly expected: LocalFile
}

/**
 * `removed`: it is in the trash. `gone`: nothing was there. `changed`: something else than `expected` is or was there; it is untouched,
 * or, if its name was taken meanwhile, beside it as `copy`. `no-folder`: the folder is gone, or only a symlink leads to it.
 */
export type RemoveFileResult =
  | { readonly result: 'removed'; readonly kept: KeptFile }
  | { readonly result: 'gone' }
  | { readonly result: 'changed'; readonly found: FileStats; readonly copy: string | undefined }
  | { readonly result: 'no-folder' }

/** Moves a file into the trash if it is still the expected one. */
export async function removeFile(files: Files, removing: Removing): Promise<RemoveFileResult> {
  const { root, target, expected, trash } = removing
  await using parent = await openParent(files, root, target)
  if (parent === undefined) return { result: 'no-folder' }
  const found = await files.lstat(parent.at(parent.name))
  if (found === undefined) return { result: 'gone' }
  if (!isExpected(found, expected)) return { result: 'changed', found, copy: undefined }
  const { place, folders } = await trash.prepare(parent.relative)

  return await flushing(files, removing.flush, async (flush) => {
    const result = await withAside(files, removing, { parent, expected, flush }, async (aside) => {
      if (!isExpected(aside.stats, expected, true))
        return { result: 'changed', found: aside.stats, copy: await aside.putBack() } as const
      await aside.keep(place)
      for (const folder of folders) flush.add(folder)
      flush.add(parent.path)
      const { size, modified, inode } = aside.stats
      const kept = { path: place, relative: parent.relative, size, modified, inode }
      return { result: 'removed', kept } as const
    })
    return result ?? { result: 'gone' }
  })
}
