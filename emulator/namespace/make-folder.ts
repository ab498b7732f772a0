import { nest, tag, WriteFailure } from '../protocol/failures.ts'
import { type Entry, type FolderEntry, putEntry } from './entry.ts'
import { newId } from './id.ts'
import { ancestorsOf, nameOf, type Path, pathOf } from './path.ts'
import { nextSequence, type Workshop } from './space.ts'
import { entryAt, upperBoundBelow } from './tree.ts'

/**
 * Makes the folders above a path that are missing, and gives the path as it will be shown: below the parent's own
 * spelling. Throws WriteFailure conflict/file_ancestor if one of them is a file.
 */
export function makeParents(workshop: Workshop, space: number, path: Path): Path {
  let parentDisplay = ''
  for (const ancestor of ancestorsOf(path)) {
    const entry = entryAt(workshop.database, space, ancestor.lower)
    if (entry?.kind === 'file') throw new WriteFailure(nest('conflict', tag('file_ancestor')))
    const display = `${parentDisplay}/${nameOf(ancestor.display)}`
    parentDisplay =
      entry?.kind === 'folder'
        ? entry.pathDisplay
        : putFolder(workshop, space, pathOf(display), entry).pathDisplay
  }
  if (workshop.config().names.pathDisplay === 'requested') return path
  return { lower: path.lower, display: `${parentDisplay}/${nameOf(path.display)}` }
}

/** Puts a folder where nothing is. `before` is what the path's entry said until now. */
export function putFolder(
  workshop: Workshop,
  space: number,
  path: Path,
  before: Entry | undefined,
  id: string = newId(workshop.chance),
): FolderEntry {
  const removedSequence = rememberDeletion(workshop, before)
  const folder: FolderEntry = {
    kind: 'folder',
    space,
    pathLower: path.lower,
    pathDisplay: path.display,
    id,
    sequence: nextSequence(workshop.database, space),
    serverModified: workshop.now(),
    removedSequence,
  }
  putEntry(workshop.database, folder)
  return folder
}

/**
 * A reader of the log keeps what it has below a folder that becomes a folder, so what was deleted together with an
 * earlier folder here must be told before the new one: either by name, or by showing the old folder's deletion too.
 */
function rememberDeletion(workshop: Workshop, before: Entry | undefined): number | null {
  if (!before) return null
  if (
    workshop.config().log.recreation === 'delete_and_add' &&
    before.kind === 'deleted' &&
    before.was === 'folder'
  ) {
    return before.hidden ? null : before.sequence
  }
  const { database } = workshop
  const hidden = database.all<{ path_lower: string }>(
    `SELECT path_lower FROM entry WHERE space = ? AND path_lower > ? AND path_lower < ? AND kind = 'deleted' AND hidden = 1
     ORDER BY path_lower`,
    before.space,
    `${before.pathLower}/`,
    upperBoundBelow(before.pathLower),
  )
  for (const row of hidden) {
    database.run(
      'UPDATE entry SET hidden = 0, sequence = ? WHERE space = ? AND path_lower = ?',
      nextSequence(database, before.space),
      before.space,
      row.path_lower,
    )
  }
  return null
}
