import type { Database } from '../storage/database.ts'
import { type Entry, type EntryRow, entryOf, type LiveEntry } from './entry.ts'

/** The entry at a path, a deletion included; undefined if there never was one. The root has none. */
export function entryAt(database: Database, space: number, pathLower: string): Entry | undefined {
  const row = database.get<EntryRow>(
    'SELECT * FROM entry WHERE space = ? AND path_lower = ?',
    space,
    pathLower,
  )
  return row && entryOf(row)
}

/** The file or folder at a path, or undefined. */
export function liveEntryAt(database: Database, space: number, pathLower: string): LiveEntry | undefined {
  const entry = entryAt(database, space, pathLower)
  return entry && entry.kind !== 'deleted' ? entry : undefined
}

/** The file or folder with this id in the space, or undefined. */
export function liveEntryById(database: Database, space: number, id: string): LiveEntry | undefined {
  const row = database.get<EntryRow>(
    "SELECT * FROM entry WHERE id = ? AND space = ? AND kind <> 'deleted'",
    id,
    space,
  )
  const entry = row && entryOf(row)
  return entry && entry.kind !== 'deleted' ? entry : undefined
}

/** Every file and folder below a folder, parents before children. */
export function liveEntriesBelow(database: Database, space: number, folderLower: string): LiveEntry[] {
  const rows = database.all<EntryRow>(
    `SELECT * FROM entry WHERE space = ? AND path_lower > ? AND path_lower < ? AND kind <> 'deleted' ORDER BY path_lower`,
    space,
    `${folderLower}/`,
    upperBoundBelow(folderLower),
  )
  return rows.map(entryOf).filter((entry) => entry.kind !== 'deleted')
}

/** The first key after every path below a folder: `0` is the character after the slash. */
export function upperBoundBelow(folderLower: string): string {
  return `${folderLower}0`
}
