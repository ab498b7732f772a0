import { nest, tag, WriteFailure } from '../protocol/failures.ts'
import type { Entry, FileEntry } from './entry.ts'
import type { Path } from './path.ts'
import { conflictedCopyPath, numberedPath } from './rename.ts'
import type { Workshop } from './space.ts'
import { entryAt } from './tree.ts'
import { type Content, writeFile } from './write-file.ts'

export type WriteMode = { '.tag': 'add' } | { '.tag': 'overwrite' } | { '.tag': 'update'; update: string }

/** How a file is to be written. */
export interface Commit {
  mode: WriteMode
  autorename: boolean
  strictConflict: boolean
  /** ms since 1970; what the client says, unverified. */
  clientModified: number
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
    return writeFile(workshop, space, renamed, content, commit.clientModified, owner.quota)
  }
  return writeFile(workshop, space, wanted, content, commit.clientModified, owner.quota)
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
