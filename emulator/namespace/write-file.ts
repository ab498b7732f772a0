import { tag, WriteFailure } from '../protocol/failures.ts'
import type { Database } from '../storage/database.ts'
import { type Entry, entryName, type FileEntry, putEntry } from './entry.ts'
import { newId } from './id.ts'
import { makeParents } from './make-folder.ts'
import { type Path, parentOf } from './path.ts'
import { recordRevision } from './revision.ts'
import { addUsedBytes, nextSequence, usedBytes, type Workshop } from './space.ts'
import { entryAt } from './tree.ts'

/** Bytes that are already kept, by their content hash. */
export interface Content {
  contentHash: string
  /** bytes */
  size: number
}

/**
 * Puts a file at a path that holds no folder, as a new revision. It keeps the id of the file it replaces; where there
 * is none, `id` if that lives nowhere else, or a new one. `clientModified` is in ms since 1970, `quota` in bytes
 * (negative: nothing fits). Throws WriteFailure insufficient_space or conflict/file_ancestor.
 */
export function writeFile(
  workshop: Workshop,
  space: number,
  wanted: Path,
  content: Content,
  clientModified: number,
  quota: number,
  id?: string,
): FileEntry {
  const { database } = workshop
  const before = entryAt(database, space, wanted.lower)
  const growth = content.size - (before?.kind === 'file' ? before.size : 0)
  if (quota < 0 || (growth > 0 && usedBytes(database, space) + growth > quota)) {
    throw new WriteFailure(tag('insufficient_space'))
  }
  const path = makeParents(workshop, space, wanted)
  const file: FileEntry = {
    kind: 'file',
    space,
    pathLower: path.lower,
    // An overwritten file keeps the letters of the name it has.
    pathDisplay: before?.kind === 'file' ? `${parentOf(path.display)}/${entryName(before)}` : path.display,
    id: chooseId(workshop, before, id),
    rev: '',
    size: content.size,
    contentHash: content.contentHash,
    clientModified: Math.floor(clientModified / 1000) * 1000,
    serverModified: workshop.now(),
    sequence: nextSequence(database, space),
    removedSequence: null,
  }
  file.rev = recordRevision(database, file)
  putEntry(database, file)
  addUsedBytes(database, space, growth)
  return file
}

function chooseId(workshop: Workshop, before: Entry | undefined, wanted: string | undefined): string {
  if (before?.kind === 'file') return before.id
  const old = before?.kind === 'deleted' && before.was === 'file' && workshop.config().names.reuploadKeepsId
  const id = wanted ?? (old ? before.id : undefined)
  // The id may live on elsewhere: the file was moved away, not deleted.
  return id !== undefined && !isAlive(workshop.database, id) ? id : newId(workshop.chance)
}

function isAlive(database: Database, id: string): boolean {
  return database.get("SELECT 1 FROM entry WHERE id = ? AND kind <> 'deleted'", id) !== undefined
}
