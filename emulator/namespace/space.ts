import type { Chance } from '../chance.ts'
import type { Config } from '../control/config.ts'
import type { Database } from '../storage/database.ts'
import type { Changes } from './changes.ts'

/** What every operation on a tree works with. */
export interface Workshop {
  database: Database
  chance: Chance
  config: () => Config
  /** ms since 1970. */
  now: () => number
  changes: Changes
}

/** Makes an empty tree; gives its number. */
export function createSpace(database: Database): number {
  return database.run('INSERT INTO space DEFAULT VALUES')
}

/** Takes the next position in the space's log. */
export function nextSequence(database: Database, space: number): number {
  const row = database.get<{ sequence: number }>(
    'UPDATE space SET sequence = sequence + 1 WHERE id = ? RETURNING sequence',
    space,
  )
  if (!row) throw new Error(`no space ${space}`)
  return row.sequence
}

/** The position of the space's latest change; 0 if there was none. */
export function currentSequence(database: Database, space: number): number {
  return database.get<{ sequence: number }>('SELECT sequence FROM space WHERE id = ?', space)?.sequence ?? 0
}

/** Bytes that the space's live files take. */
export function usedBytes(database: Database, space: number): number {
  return database.get<{ used: number }>('SELECT used FROM space WHERE id = ?', space)?.used ?? 0
}

/** Notes that live files grew by so many bytes (negative: shrank). */
export function addUsedBytes(database: Database, space: number, bytes: number): void {
  if (bytes !== 0) database.run('UPDATE space SET used = used + ? WHERE id = ?', bytes, space)
}
