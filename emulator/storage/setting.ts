import type { Chance } from '../chance.ts'
import type { Database } from './database.ts'

/** The few values that are the emulator's own. */
export interface Settings {
  /** Signs cursors; made once. */
  cursorSecret: string
  /** Cursors of an earlier epoch are answered with `reset`. */
  cursorEpoch(): number
  /** Makes every cursor given out so far stale. */
  nextCursorEpoch(): void
}

export function openSettings(database: Database, chance: Chance): Settings {
  const read = (name: string, initial: () => string): string => {
    const row = database.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)
    if (row) return row.value
    const value = initial()
    write(name, value)
    return value
  }
  const write = (name: string, value: string): void => {
    database.run('INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)', name, value)
  }
  const cursorEpoch = () => Number(read('cursor_epoch', () => '0'))
  return {
    cursorSecret: read('cursor_secret', () => chance.token(43)),
    cursorEpoch,
    nextCursorEpoch: () => write('cursor_epoch', String(cursorEpoch() + 1)),
  }
}
