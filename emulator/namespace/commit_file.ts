import { nest, tag, WriteFailure } from '../protocol/failures.ts'
import { type Entry, entryName, type FileEntry, putEntry } from './entry.ts'
import { newId } from './id.ts'
import { makeParents } from './make_folder.ts'
import { nameOf, type Path, parentOf } from './path.ts'
import { conflictedCopyPath, numberedPath } from './rename.ts'
import { recordRevision } from './revision.ts'
import { addUsedBytes, nextSequence, usedBytes, type Workshop } from './space.ts'
import { entryAt } from './tree.ts'

export type WriteMode = { '.tag': 'add' } | { '.tag': 'overwrite' } | { '.tag': 'update'; update: string }

/** How a file is to be written. */
export interface Commit {
  mode: WriteMode
  autorename: boolean
  strictConflict: boolean
  /** ms since 1970; what the client says, unverified. */
  clientModified: number
}

/** Bytes that are already kept, by their content hash. */
export interface Content {
  contentHash: string
  /** bytes */
  size: number
}

/** Whose files these are: the limit in bytes (negative: nothing fits) and the name used for conflicted copies. */
export interface Owner {
  quota: number
  displayName: string
}

/**
 * Writes a file. Content equal to what is there changes nothing and keeps the rev. Throws WriteFailure: conflict
 * (file, folder, file_ancestor) or insufficient_space. Call it inside a transaction.
 */
export function commitFile(
  workshop: Workshop,
  space: number,
  wanted: Path,
  content: Content,
  commit: Commit,
  owner: Owner,
): FileEntry {
  const { database } = workshop
  const before = entryAt(database, space, wanted.lower)
  const decision = decide(before, content, commit)
  if (decision === 'unchanged' && before?.kind === 'file') return before
  if (decision === 'conflict') {
    const isTaken = (path: Path) => {
      const entry = entryAt(database, space, path.lower)
      return entry !== undefined && entry.kind !== 'deleted'
    }
    if (!commit.autorename) {
      throw new WriteFailure(nest('conflict', tag(before?.kind === 'folder' ? 'folder' : 'file')))
    }
    const renamed =
      commit.mode['.tag'] === 'update'
        ? conflictedCopy(workshop, wanted, owner, isTaken)
        : numberedPath(wanted, isTaken)
    return writeFile(
      workshop,
      space,
      renamed,
      entryAt(database, space, renamed.lower),
      content,
      commit,
      owner,
    )
  }
  return writeFile(workshop, space, wanted, before, content, commit, owner)
}

function decide(
  before: Entry | undefined,
  content: Content,
  commit: Commit,
): 'write' | 'unchanged' | 'conflict' {
  const { mode, strictConflict } = commit
  if (before === undefined || before.kind === 'deleted') {
    return mode['.tag'] === 'update' && strictConflict ? 'conflict' : 'write'
  }
  if (before.kind === 'folder') return 'conflict'
  if (before.contentHash === content.contentHash && !strictConflict) return 'unchanged'
  switch (mode['.tag']) {
    case 'overwrite':
      return 'write'
    case 'add':
      return 'conflict'
    case 'update':
      return mode.update === before.rev ? 'write' : 'conflict'
  }
}

function conflictedCopy(
  workshop: Workshop,
  wanted: Path,
  owner: Owner,
  isTaken: (path: Path) => boolean,
): Path {
  const { conflictedCopy: form } = workshop.config().names
  const name = form === 'plain' ? null : owner.displayName
  const date = form === 'dated' ? new Date(workshop.now()).toISOString().slice(0, 10) : null
  return conflictedCopyPath(wanted, name, date, isTaken)
}

function writeFile(
  workshop: Workshop,
  space: number,
  wanted: Path,
  before: Entry | undefined,
  content: Content,
  commit: Commit,
  owner: Owner,
): FileEntry {
  const { database } = workshop
  const growth = content.size - (before?.kind === 'file' ? before.size : 0)
  if (owner.quota < 0 || (growth > 0 && usedBytes(database, space) + growth > owner.quota)) {
    throw new WriteFailure(tag('insufficient_space'))
  }
  const path = makeParents(workshop, space, wanted)
  const keepsId = before?.kind === 'file' || (before?.kind === 'deleted' && reusesId(workshop, before))
  const file: FileEntry = {
    kind: 'file',
    space,
    pathLower: path.lower,
    // An overwritten file keeps the letters of the name it has.
    pathDisplay: before?.kind === 'file' ? `${parentOf(path.display)}/${entryName(before)}` : path.display,
    id: before && keepsId ? before.id : newId(workshop.chance),
    rev: '',
    size: content.size,
    contentHash: content.contentHash,
    clientModified: Math.floor(commit.clientModified / 1000) * 1000,
    serverModified: workshop.now(),
    sequence: nextSequence(database, space),
    removedSequence: null,
  }
  if (nameOf(file.pathDisplay) === '') throw new WriteFailure(tag('malformed_path'))
  file.rev = recordRevision(database, file)
  putEntry(database, file)
  addUsedBytes(database, space, growth)
  return file
}

function reusesId(workshop: Workshop, before: Entry): boolean {
  if (before.kind !== 'deleted' || before.was !== 'file' || !workshop.config().names.reuploadKeepsId)
    return false
  // The id may live on elsewhere: the file was moved away, not deleted.
  return !workshop.database.get("SELECT 1 FROM entry WHERE id = ? AND kind <> 'deleted'", before.id)
}
