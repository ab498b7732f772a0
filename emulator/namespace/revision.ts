import type { Database } from '../storage/database.ts'
import type { FileEntry } from './entry.ts'
import { nextRevisionNumber, revOf } from './id.ts'

/** One state that a file once had, kept forever. */
export interface Revision {
  number: number
  rev: string
  space: number
  pathLower: string
  pathDisplay: string
  id: string
  /** bytes */
  size: number
  contentHash: string
  /** ms since 1970. */
  clientModified: number
  /** ms since 1970. */
  serverModified: number
}

interface RevisionRow {
  number: number
  rev: string
  space: number
  path_lower: string
  path_display: string
  id: string
  size: number
  content_hash: string
  client_modified: number
  server_modified: number
}

/** Keeps the state of a file that is about to be written; gives the rev it gets. */
export function recordRevision(database: Database, file: Omit<FileEntry, 'rev'>): string {
  const number = nextRevisionNumber(database)
  const rev = revOf(number, file.space)
  database.run(
    `INSERT INTO revision (number, rev, space, path_lower, path_display, id, size, content_hash, client_modified,
       server_modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    number,
    rev,
    file.space,
    file.pathLower,
    file.pathDisplay,
    file.id,
    file.size,
    file.contentHash,
    file.clientModified,
    file.serverModified,
  )
  return rev
}

/** The revision with this rev in the space, or undefined. */
export function revisionByRev(database: Database, space: number, rev: string): Revision | undefined {
  const row = database.get<RevisionRow>('SELECT * FROM revision WHERE rev = ? AND space = ?', rev, space)
  return row && revisionOf(row)
}

/** Revisions at a path, newest first, older than the revision numbered `before` if given. */
export function revisionsAtPath(
  database: Database,
  space: number,
  pathLower: string,
  limit: number,
  before: number = Number.MAX_SAFE_INTEGER,
): Revision[] {
  return database
    .all<RevisionRow>(
      'SELECT * FROM revision WHERE space = ? AND path_lower = ? AND number < ? ORDER BY number DESC LIMIT ?',
      space,
      pathLower,
      before,
      limit,
    )
    .map(revisionOf)
}

/** Revisions of the file with this id, wherever it was, newest first. */
export function revisionsOfId(database: Database, space: number, id: string, limit: number): Revision[] {
  return database
    .all<RevisionRow>(
      'SELECT * FROM revision WHERE space = ? AND id = ? ORDER BY number DESC LIMIT ?',
      space,
      id,
      limit,
    )
    .map(revisionOf)
}

function revisionOf(row: RevisionRow): Revision {
  return {
    number: row.number,
    rev: row.rev,
    space: row.space,
    pathLower: row.path_lower,
    pathDisplay: row.path_display,
    id: row.id,
    size: row.size,
    contentHash: row.content_hash,
    clientModified: row.client_modified,
    serverModified: row.server_modified,
  }
}
