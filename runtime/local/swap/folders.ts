import type { LocalFolder } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { flushing } from './flush.ts'
import { openParent, type Parent } from './parent.ts'
import type { Placing } from './place-file.ts'

type FolderPlace = Pick<Placing, 'root' | 'target' | 'flush'>

/** `present`: the folder was there already. `in-the-way`: something that is no folder is there. `no-folder`: its parent is not there. */
export type MakeFolderResult =
  | { readonly result: 'made' | 'present'; readonly entry: LocalFolder }
  | { readonly result: 'in-the-way'; readonly found: FileStats }
  | { readonly result: 'no-folder' }

/** Makes one folder; its parent must be there. */
export async function makeFolder(files: Files, place: FolderPlace): Promise<MakeFolderResult> {
  await using parent = await openParent(files, place.root, place.target)
  if (parent === undefined) return { result: 'no-folder' }
  return await flushing(files, place.flush, async (flush) => {
    const made = await mkdirUnlessThere(files, parent)
    if (made) flush.add(parent.path)
    const found = await files.lstat(parent.at(parent.name))
    if (found === undefined) throw new DiskError('changed', place.target)
    if (found.kind !== 'folder') return { result: 'in-the-way', found }
    const { inode, born } = found
    const entry = { kind: 'folder', name: parent.name, inode, born, holdsIgnored: false } as const
    return { result: made ? 'made' : 'present', entry }
  })
}

async function mkdirUnlessThere(files: Files, parent: Parent): Promise<boolean> {
  try {
    await files.mkdir(parent.at(parent.name))
    return true
  } catch (error) {
    if (isDiskError(error, 'exists')) return false
    throw error
  }
}

/** `not-empty`: it stays, with these names in it. `changed`: what is there is no folder. */
export type RemoveFolderResult =
  | { readonly result: 'removed' | 'gone' | 'no-folder' }
  | { readonly result: 'not-empty'; readonly names: readonly string[] }
  | { readonly result: 'changed'; readonly found: FileStats | undefined }

/** Removes a folder that is empty, in the very step that checks it. */
export async function removeFolder(files: Files, place: FolderPlace): Promise<RemoveFolderResult> {
  await using parent = await openParent(files, place.root, place.target)
  if (parent === undefined) return { result: 'no-folder' }
  return await flushing(files, place.flush, async (flush) => {
    try {
      await files.rmdir(parent.at(parent.name))
    } catch (error) {
      if (isDiskError(error, 'missing')) return { result: 'gone' }
      if (isDiskError(error, 'not-a-folder'))
        return { result: 'changed', found: await files.lstat(parent.at(parent.name)) }
      // POSIX lets rmdir say EEXIST as well.
      if (!isDiskError(error, 'not-empty', 'exists')) throw error
      const listed = await files.list(parent.at(parent.name))
      return { result: 'not-empty', names: listed.map(({ name }) => name) }
    }
    flush.add(parent.path)
    return { result: 'removed' }
  })
}
