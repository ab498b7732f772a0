import type { SQLInputValue } from 'node:sqlite'
import { LookupFailure, tag } from '../protocol/failures.ts'
import type { Cursor } from './cursor.ts'
import { type Entry, type EntryRow, entryOf } from './entry.ts'
import { type Path, parentOf } from './path.ts'
import { currentSequence, type Workshop } from './space.ts'
import { entryAt, liveEntryAt, upperBoundBelow } from './tree.ts'
import type { View } from './view.ts'

/** One answer of list_folder or list_folder/continue; `deleted` entries stand in for what is gone. */
export interface Page {
  entries: Entry[]
  next: Cursor
  hasMore: boolean
}

/** A cursor can no longer be read on from: the caller must list again. */
export class CursorReset extends Error {
  override readonly name = 'CursorReset'
}

/**
 * The next page at a cursor: first what is there, then, in the order of the log, what changed since the listing
 * began. Throws LookupFailure not_found if the listed folder is gone, CursorReset if the log cannot tell.
 */
export function readPage(workshop: Workshop, view: View, cursor: Cursor): Page {
  requireFolder(workshop, view, cursor.folder, cursor.includeDeleted)
  requireUnbroken(workshop, view, cursor)
  if (workshop.config().pages.empty && !cursor.blank) {
    return { entries: [], next: { ...cursor, blank: true }, hasMore: true }
  }
  const page = cursor.listing ? readListing(workshop, view, cursor) : readLog(workshop, view, cursor)
  return { ...page, next: { ...page.next, blank: false } }
}

/** Whether list_folder/continue would have something to tell at this cursor. */
export function hasNews(workshop: Workshop, view: View, cursor: Cursor): boolean {
  if (cursor.listing) return true
  const folder = cursor.folder
  if (folder !== view.root.lower && !liveEntryAt(workshop.database, view.space, folder)) return true
  return logRows(workshop, view, cursor, 1).length > 0
}

/** Throws LookupFailure unless the place is a folder (the view's root always is); with `includeDeleted` it may be a deleted one, where configured so. */
export function requireFolder(
  workshop: Workshop,
  view: View,
  folderLower: string,
  includeDeleted: boolean,
): void {
  if (folderLower === view.root.lower) return
  const entry = entryAt(workshop.database, view.space, folderLower)
  const isDeletedFolder = entry?.kind === 'deleted' && entry.was === 'folder'
  if (isDeletedFolder && includeDeleted && workshop.config().listing.deletedFolder === 'accept') return
  if (!entry || entry.kind === 'deleted') throw new LookupFailure(tag('not_found'))
  if (entry.kind !== 'folder') throw new LookupFailure(tag('not_folder'))
}

function requireUnbroken(workshop: Workshop, view: View, cursor: Cursor): void {
  // A folder that was deleted and made again above or at the cursor's own tells its old content's end only there.
  for (let at = cursor.folder; at.length > view.root.lower.length; at = at.slice(0, at.lastIndexOf('/'))) {
    const removed = entryAt(workshop.database, view.space, at)?.removedSequence ?? 0
    if (removed > cursor.sequence) throw new CursorReset()
  }
}

function pageSize(workshop: Workshop, cursor: Cursor): number {
  const { pages } = workshop.config()
  return pages.forced ?? Math.min(cursor.limit ?? pages.default, pages.maximum)
}

function readListing(workshop: Workshop, view: View, cursor: Cursor): Page {
  const listing = cursor.listing
  if (!listing) throw new Error('the cursor is past its listing')
  const size = pageSize(workshop, cursor)
  const scope = scopeOf(workshop, view, cursor)
  const [first, second] = listing.after ?? ['', '']
  const position = listing.order === 'path' ? 'path_lower > ?' : '(id, path_lower) > (?, ?)'
  // Left alone, SQLite walks through everything that comes after the position, in whatever folder.
  const index = cursor.recursive || listing.order !== 'path' ? '' : 'INDEXED BY entry_by_parent'
  const rows = workshop.database.all<EntryRow>(
    `SELECT * FROM entry ${index} WHERE ${scope.where} AND ${position} ${cursor.includeDeleted ? '' : "AND kind <> 'deleted'"}
     ORDER BY ${listing.order === 'path' ? 'path_lower' : 'id, path_lower'} LIMIT ?`,
    ...scope.values,
    ...(listing.order === 'path' ? [first] : [first, second]),
    size + 1,
  )
  const hasMore = rows.length > size
  const page = rows.slice(0, size)
  const last = page.at(-1)
  const after: readonly [string, string] | null =
    last === undefined ? null : listing.order === 'path' ? [last.path_lower, ''] : [last.id, last.path_lower]
  const next: Cursor = { ...cursor, listing: hasMore && after ? { order: listing.order, after } : null }
  const entries = page.map(entryOf)
  if (workshop.config().listing.insideDeleted === 'told') return { entries, next, hasMore }
  return { entries: entries.filter((entry) => !liesInDeleted(workshop, cursor, entry)), next, hasMore }
}

/** Whether a deleted entry lies in a folder that is deleted too, below the one that is listed. */
function liesInDeleted({ database }: Workshop, { folder }: Cursor, entry: Entry): boolean {
  const parent = parentOf(entry.pathLower)
  return entry.kind === 'deleted' && parent !== folder && !liveEntryAt(database, entry.space, parent)
}

function readLog(workshop: Workshop, view: View, cursor: Cursor): Page {
  const size = pageSize(workshop, cursor)
  const newest = currentSequence(workshop.database, view.space)
  const rows = logRows(workshop, view, cursor, size + 1)
  const hasMore = rows.length > size
  const page = rows.slice(0, size)
  const reached = hasMore ? (page.at(-1)?.position ?? cursor.sequence) : newest
  const entries = page.map((row) => (row.removal === 1 ? removalOf(row) : entryOf(row)))
  return {
    entries: workshop.config().log.shuffled ? shuffleAdditions(workshop, entries) : entries,
    next: { ...cursor, sequence: reached },
    hasMore,
  }
}

interface LogRow extends EntryRow {
  position: number
  removal: 0 | 1
}

function logRows(workshop: Workshop, view: View, cursor: Cursor, limit: number): LogRow[] {
  const scope = scopeOf(workshop, view, cursor)
  return workshop.database.all<LogRow>(
    `SELECT *, sequence AS position, 0 AS removal FROM entry
       WHERE ${scope.where} AND sequence > ? AND hidden = 0
     UNION ALL
     SELECT *, removed_sequence AS position, 1 AS removal FROM entry
       WHERE ${scope.where} AND removed_sequence IS NOT NULL AND removed_sequence > ?
     ORDER BY position LIMIT ?`,
    ...scope.values,
    cursor.sequence,
    ...scope.values,
    cursor.sequence,
    limit,
  )
}

function removalOf(row: LogRow): Entry {
  return { ...entryOf({ ...row, kind: 'deleted' }), sequence: row.position }
}

/** Which rows a cursor is about, as an SQL condition. */
function scopeOf(workshop: Workshop, view: View, cursor: Cursor): { where: string; values: SQLInputValue[] } {
  const { folder } = cursor
  const values: SQLInputValue[] = [view.space]
  let where = 'space = ?'
  if (!cursor.recursive) {
    where += ' AND parent_lower = ?'
    values.push(folder)
  } else {
    const includesFolder = folder !== view.root.lower && workshop.config().listing.includesFolder
    where += ` AND ${includesFolder ? '(path_lower = ? OR (path_lower > ? AND path_lower < ?))' : 'path_lower > ? AND path_lower < ?'}`
    if (includesFolder) values.push(folder)
    values.push(`${folder}/`, upperBoundBelow(folder))
  }
  for (const forbidden of view.forbidden) {
    where += ' AND path_lower <> ? AND NOT (path_lower > ? AND path_lower < ?)'
    values.push(forbidden, `${forbidden}/`, upperBoundBelow(forbidden))
  }
  return { where, values }
}

/** Puts neighbouring additions in any order, as the service may; deletions stay where they are in the order. */
function shuffleAdditions(workshop: Workshop, entries: readonly Entry[]): Entry[] {
  const shuffled: Entry[] = []
  let run: Entry[] = []
  const flush = () => {
    for (let last = run.length - 1; last > 0; last -= 1) {
      const other = workshop.chance.below(last + 1)
      const [a, b] = [run[last], run[other]]
      if (a && b) [run[last], run[other]] = [b, a]
    }
    shuffled.push(...run)
    run = []
  }
  for (const entry of entries) {
    if (entry.kind === 'deleted') {
      flush()
      shuffled.push(entry)
    } else run.push(entry)
  }
  flush()
  return shuffled
}

/** A cursor at the start of a listing, or, with `latest`, after everything that there is now. */
export function startCursor(
  workshop: Workshop,
  view: View,
  folder: Path,
  choice: {
    recursive: boolean
    includeDeleted: boolean
    includeCloudDocuments: boolean
    limit: number | null
    latest: boolean
    epoch: number
  },
): Cursor {
  return {
    account: view.account,
    app: view.app,
    namespace: view.namespace,
    folder: folder.lower,
    recursive: choice.recursive,
    includeDeleted: choice.includeDeleted,
    includeCloudDocuments: choice.includeCloudDocuments,
    sequence: currentSequence(workshop.database, view.space),
    listing: choice.latest ? null : { order: workshop.config().listing.order, after: null },
    limit: choice.limit,
    epoch: choice.epoch,
    blank: false,
  }
}
