import { type LiveEntry, putEntry } from './entry.ts'
import { addUsedBytes, nextSequence, type Workshop } from './space.ts'
import { liveEntriesBelow } from './tree.ts'

/**
 * Deletes a file, or a folder with everything below it; restorable. The log tells a folder's deletion in one entry,
 * unless the configuration asks for its children's too. Call it inside a transaction.
 */
export function deleteEntry(workshop: Workshop, entry: LiveEntry): void {
  const below =
    entry.kind === 'folder' ? liveEntriesBelow(workshop.database, entry.space, entry.pathLower) : []
  const freed = [entry, ...below].reduce((sum, one) => sum + (one.kind === 'file' ? one.size : 0), 0)
  leaveTombstones(workshop, entry, below)
  addUsedBytes(workshop.database, entry.space, -freed)
}

/** Marks a place and the places below it as deleted, in the order that the configuration asks of the log. */
export function leaveTombstones(workshop: Workshop, entry: LiveEntry, below: readonly LiveEntry[]): void {
  const mode = workshop.config().log.folderDeletion
  const children = mode === 'children_then_folder' ? [...below].reverse() : below
  if (mode === 'children_then_folder') for (const child of children) leaveTombstone(workshop, child, false)
  leaveTombstone(workshop, entry, false)
  if (mode === 'folder') for (const child of children) leaveTombstone(workshop, child, true)
  if (mode === 'folder_then_children') for (const child of children) leaveTombstone(workshop, child, false)
}

function leaveTombstone(workshop: Workshop, entry: LiveEntry, hidden: boolean): void {
  putEntry(workshop.database, {
    kind: 'deleted',
    was: entry.kind,
    hidden,
    space: entry.space,
    pathLower: entry.pathLower,
    pathDisplay: entry.pathDisplay,
    id: entry.id,
    sequence: nextSequence(workshop.database, entry.space),
    serverModified: workshop.now(),
    removedSequence: null,
  })
}
