import type { SessionMemory } from '../ports/cloud.ts'
import type { Database } from './database.ts'

/** The upload sessions that are open in Dropbox. */
export function sessionsOf(database: Database): SessionMemory {
  const get = database.prepare('SELECT session, offset, started_at FROM sessions WHERE key = ?')
  const put = database.prepare('REPLACE INTO sessions (key, session, offset, started_at) VALUES (?, ?, ?, ?)')
  const remove = database.prepare('DELETE FROM sessions WHERE key = ?')
  return {
    get(key) {
      const row = get.first(key)
      return row
        ? {
            session: String(row['session']),
            offset: Number(row['offset']),
            startedAt: Number(row['started_at']),
          }
        : undefined
    },
    put(key, { session, offset, startedAt }) {
      put.run(key, session, offset, startedAt)
    },
    delete(key) {
      remove.run(key)
    },
  }
}
