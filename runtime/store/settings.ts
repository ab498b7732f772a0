import type { Store } from '../ports/store.ts'
import type { Database } from './database.ts'

/** The cursor's row is no one else's: names of values get a prefix. */
const cursorName = 'cursor'
const prefix = 'value:'

/** The cursor and the small values by name. */
export function settingsOf(
  database: Database,
): Pick<Store, 'cursor' | 'setCursor' | 'value' | 'setValue' | 'noteValue'> {
  const get = database.prepare('SELECT value FROM settings WHERE name = ?')
  const put = database.prepare('REPLACE INTO settings (name, value) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM settings WHERE name = ?')
  const read = (name: string) => {
    const value = get.first(name)?.['value']
    return typeof value === 'string' ? value : undefined
  }
  const write = (name: string, value: string | undefined) => {
    if (value === undefined) remove.run(name)
    else put.run(name, value)
  }
  return {
    cursor: () => read(cursorName),
    setCursor: (cursor) => write(cursorName, cursor),
    value: (name) => read(prefix + name),
    setValue: (name, value) => write(prefix + name, value),
    noteValue: (name, value) => database.lightly(() => write(prefix + name, value)),
  }
}
