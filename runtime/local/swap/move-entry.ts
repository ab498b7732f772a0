import type { LocalFile, LocalFolder } from '../../core/tree.ts'
import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { isExpected } from '../version.ts'
import { withAside } from './aside.ts'
import { type FolderFlush, flushing } from './flush.ts'
import { moveByParts } from './move-by-parts.ts'
import type { MoveResult, Moving } from './moving.ts'
import { openParent, type Parent } from './parent.ts'

/** Moves or renames a file or folder within one root, also by capitals only. Never replaces anything but, by a folder, an empty folder. */
export async function moveEntry(files: Files, moving: Moving): Promise<MoveResult> {
  await using source = await openParent(files, moving.root, moving.from)
  await using target = await openParent(files, moving.root, moving.to)
  if (source === undefined || target === undefined) return { result: 'no-folder' }
  const { expected } = moving
  return await flushing(files, moving.flush, (flush) =>
    expected.kind === 'file'
      ? moveFile(files, moving, source, target, expected, flush)
      : moveFolder(files, { ...moving, flush }, source, target, expected, flush),
  )
}

async function moveFile(
  files: Files,
  moving: Moving,
  source: Parent,
  target: Parent,
  expected: LocalFile,
  flush: FolderFlush,
): Promise<MoveResult> {
  const found = await files.lstat(source.at(source.name))
  if (found === undefined) return { result: 'gone' }
  if (!isExpected(found, expected)) return { result: 'changed', found, copy: undefined }
  const there = await files.lstat(target.at(target.name))
  if (isOther(there, found)) return { result: 'in-the-way', found: there }

  const taking = { parent: source, expected, to: target.relative, flush }
  const result = await withAside(files, moving, taking, async (aside): Promise<MoveResult> => {
    if (!isExpected(aside.stats, expected, true))
      return { result: 'changed', found: aside.stats, copy: await aside.putBack() }
    if (!(await aside.giveName(target.at(target.name)))) {
      const copy = await aside.putBack()
      const inTheWay = await files.lstat(target.at(target.name))
      return copy === undefined
        ? { result: 'in-the-way', found: inTheWay }
        : { result: 'changed', found: inTheWay, copy }
    }
    flush.add(target.path)
    flush.add(source.path)
    const moved = await files.lstat(target.at(target.name))
    const untouched = moved !== undefined && isExpected(moved, expected, true)
    const changed = untouched && expected.changed !== -1 ? moved.changed : -1
    return { result: 'moved', entry: { ...expected, name: target.name, changed } }
  })
  return result ?? { result: 'gone' }
}

/** A folder cannot be linked, but rename never puts one over a file or over a folder that holds anything. */
async function moveFolder(
  files: Files,
  moving: Moving,
  source: Parent,
  target: Parent,
  expected: LocalFolder,
  flush: FolderFlush,
): Promise<MoveResult> {
  const found = await files.lstat(source.at(source.name))
  if (found === undefined) return { result: 'gone' }
  if (!isFolder(found, expected)) return { result: 'changed', found, copy: undefined }
  const there = await files.lstat(target.at(target.name))
  if (isOther(there, found)) return { result: 'in-the-way', found: there }
  try {
    await files.rename(source.at(source.name), target.at(target.name))
  } catch (error) {
    if (isDiskError(error, 'missing')) return { result: 'gone' }
    if (isDiskError(error, 'exists', 'not-empty', 'not-a-folder', 'is-a-folder'))
      return { result: 'in-the-way', found: await files.lstat(target.at(target.name)) }
    if (isDiskError(error, 'other-device'))
      return moveByParts(files, moving, expected, (part) => moveEntry(files, part))
    throw error
  }
  flush.add(target.path)
  flush.add(source.path)
  const moved = await files.lstat(target.at(target.name))
  // Another folder took the name just before: it keeps its new place, which the next scan finds, since nothing is lost by that.
  if (!isFolder(moved, expected)) return { result: 'changed', found: moved, copy: undefined }
  return { result: 'moved', entry: { ...expected, name: target.name } }
}

/** On a file system that does not tell capitals, the new name of a renaming finds the very file that is to be renamed. */
function isOther(there: FileStats | undefined, found: FileStats): boolean {
  return there !== undefined && there.inode !== found.inode
}

function isFolder(found: FileStats | undefined, expected: LocalFolder): boolean {
  return found?.kind === 'folder' && found.inode === expected.inode
}
