import { restoredName } from '../../core/marked-name.ts'
import { DiskError, type Files, isDiskError } from '../../ports/files.ts'
import { type FolderFlush, flushing } from '../swap/flush.ts'
import { makeFolder } from '../swap/folders.ts'
import { giveCopyName, giveName } from '../swap/give-name.ts'
import { openParent } from '../swap/parent.ts'

export interface Restoring {
  /** Absolute and resolved. */
  readonly root: string
  /** Where it is in the trash, absolute. */
  readonly path: string
  /** Where it is to be, from the root. */
  readonly to: string
  readonly flush?: FolderFlush
}

/** `restored`: it is at `relative` (from the root), its own place or one beside it. `gone`: it is not in the trash any more. */
export type RestoreResult =
  | { readonly result: 'restored'; readonly relative: string }
  | { readonly result: 'gone' }

/**
 * Takes a file out of the trash, never over anything: where its name is taken it gets one beside it (`restoredName`), and so does a
 * folder that is to hold it. Follows no symlink. Throws DiskError; it is in the trash still then, or at its place.
 */
export async function restoreFile(files: Files, restoring: Restoring): Promise<RestoreResult> {
  const { root, path, to } = restoring
  return flushing(files, restoring.flush, async (flush) => {
    const components = to.split('/')
    const name = components.pop() ?? ''
    let folder = root
    for (const component of components) folder = await folderIn(files, root, folder, component, flush)
    await using parent = await openParent(files, root, `${folder}/${name}`)
    // Somebody took a folder away that was just there.
    if (parent === undefined) throw new DiskError('changed', `${folder}/${name}`)
    try {
      const given = (await giveName(files, path, parent.at(name)))
        ? name
        : await giveCopyName(files, path, parent.at, (attempt) => restoredName(name, attempt))
      flush.add(parent.path)
      flush.add(path.slice(0, path.lastIndexOf('/')))
      return { result: 'restored', relative: `${folder}/${given}`.slice(root.length + 1) }
    } catch (error) {
      if (isDiskError(error, 'missing')) return { result: 'gone' }
      throw error
    }
  })
}

/** Makes a folder in another one, or finds it there; the path that it has. */
async function folderIn(
  files: Files,
  root: string,
  above: string,
  name: string,
  flush: FolderFlush,
): Promise<string> {
  for (let attempt = -1; ; attempt++) {
    const target = `${above}/${attempt < 0 ? name : restoredName(name, attempt)}`
    const { result } = await makeFolder(files, { root, target, flush })
    if (result !== 'in-the-way') return target
  }
}
