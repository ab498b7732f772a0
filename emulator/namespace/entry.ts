import type { Database } from '../storage/database.ts'
import { nameOf, parentOf } from './path.ts'

interface Placed {
  space: number
  pathLower: string
  pathDisplay: string
  id: string
  /** Position of the latest change of this path in the space's log. */
  sequence: number
  /** ms since 1970. */
  serverModified: number
  /** Position of a deletion that the log still shows before this entry, when the folder was deleted and made again. */
  removedSequence: number | null
}

export interface FileEntry extends Placed {
  kind: 'file'
  rev: string
  /** bytes */
  size: number
  contentHash: string
  /** ms since 1970. */
  clientModified: number
}

export interface FolderEntry extends Placed {
  kind: 'folder'
}

/** What is left where something was. `hidden` ones are told by the deletion of a folder above them. */
export interface DeletedEntry extends Placed {
  kind: 'deleted'
  was: 'file' | 'folder'
  hidden: boolean
}

export type LiveEntry = FileEntry | FolderEntry
export type Entry = LiveEntry | DeletedEntry

export interface EntryRow {
  space: number
  path_lower: string
  path_display: string
  kind: 'file' | 'folder' | 'deleted'
  was: 'file' | 'folder'
  id: string
  rev: string | null
  size: number | null
  content_hash: string | null
  client_modified: number | null
  server_modified: number
  sequence: number
  hidden: number
  removed_sequence: number | null
}

/** An entry out of its row. */
export function entryOf(row: EntryRow): Entry {
  const placed: Placed = {
    space: row.space,
    pathLower: row.path_lower,
    pathDisplay: row.path_display,
    id: row.id,
    sequence: row.sequence,
    serverModified: row.server_modified,
    removedSequence: row.removed_sequence,
  }
  if (row.kind === 'folder') return { ...placed, kind: 'folder' }
  if (row.kind === 'deleted') return { ...placed, kind: 'deleted', was: row.was, hidden: row.hidden === 1 }
  return {
    ...placed,
    kind: 'file',
    rev: row.rev ?? '',
    size: row.size ?? 0,
    contentHash: row.content_hash ?? '',
    clientModified: row.client_modified ?? 0,
  }
}

/** Puts an entry at its path, in place of whatever the path held. */
export function putEntry(database: Database, entry: Entry): void {
  const file = entry.kind === 'file' ? entry : undefined
  database.run(
    `INSERT OR REPLACE INTO entry (space, path_lower, parent_lower, path_display, kind, was, id, rev, size,
       content_hash, client_modified, server_modified, sequence, hidden, removed_sequence)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.space,
    entry.pathLower,
    parentOf(entry.pathLower),
    entry.pathDisplay,
    entry.kind,
    entry.kind === 'deleted' ? entry.was : entry.kind,
    entry.id,
    file?.rev ?? null,
    file?.size ?? null,
    file?.contentHash ?? null,
    file?.clientModified ?? null,
    entry.serverModified,
    entry.sequence,
    entry.kind === 'deleted' && entry.hidden ? 1 : 0,
    entry.removedSequence,
  )
}

/** The entry's own name, in the letters its last writer gave it. */
export function entryName(entry: { pathDisplay: string }): string {
  return nameOf(entry.pathDisplay)
}
