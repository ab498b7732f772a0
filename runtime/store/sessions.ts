import type { OpenSession, SessionMemory } from '../ports/cloud.ts'
import type { Database } from './database.ts'

/** The upload sessions that are open in Dropbox. */
export function sessionsOf(database: Database): SessionMemory {
  const get = database.prepare('SELECT session, offset, beyond, started_at FROM sessions WHERE key = ?')
  const put = database.prepare(
    'REPLACE INTO sessions (key, session, offset, beyond, started_at) VALUES (?, ?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM sessions WHERE key = ?')
  return {
    get(key) {
      const row = get.first(key)
      if (row === undefined) return undefined
      const beyond: NonNullable<OpenSession['beyond']> = JSON.parse(String(row['beyond']))
      return {
        session: String(row['session']),
        offset: Number(row['offset']),
        ...(beyond.length > 0 ? { beyond } : {}),
        startedAt: Number(row['started_at']),
      }
    },
    put(key, { session, offset, beyond = [], startedAt }) {
      database.lightly(() => put.run(key, session, offset, JSON.stringify(beyond), startedAt))
    },
    delete(key) {
      remove.run(key)
    },
  }
}
