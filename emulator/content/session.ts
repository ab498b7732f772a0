import type { Chance } from '../chance.ts'
import { RouteFailure, type Tagged, tag } from '../protocol/failures.ts'
import type { Database } from '../storage/database.ts'
import { BLOCK_SIZE } from './content-hash.ts'
import type { Piece } from './contents.ts'
import type { Parts, Received } from './part.ts'

/** An upload session: bytes that arrive before the file they will be. */
export interface Session {
  id: string
  type: 'sequential' | 'concurrent'
  closed: boolean
  /** bytes so far; of a concurrent session, the end of its furthest piece */
  size: number
}

/** The upload sessions of every account. Errors are thrown as RouteFailure with an UploadSession…Error. */
export interface Sessions {
  start(account: string, type: Session['type']): Session
  /** Adds a piece at `offset`. The piece is discarded if it does not fit. Call `check` first to fail before reading a body. */
  append(account: string, id: string, offset: number, received: Received, close: boolean): void
  /** Throws the error that an append at `offset` would meet. */
  check(account: string, id: string, offset: number): Session
  /** The session as finish needs it: all bytes there, `offset` at their end. */
  forFinish(account: string, id: string, offset: number): Session
  /** The session's pieces in order. Throws concurrent_session_missing_data if there is a gap. */
  pieces(session: Session): Piece[]
  /** Forgets a session; gives its parts that no content holds, to be dropped. Call it inside a transaction. */
  forget(id: string): number[]
  /** Forgets every session older than seven days. */
  removeExpired(): Promise<void>
}

/** Sessions live for seven days (API reference, upload_session/start). */
const LIFETIME = 7 * 24 * 3600 * 1000
/** 2^41 - 2^22 bytes (API reference). */
const MAXIMUM_SIZE = 2 ** 41 - 2 ** 22

interface SessionRow {
  id: string
  type: Session['type']
  closed: number
  created: number
  size: number
}

export function openSessions(database: Database, parts: Parts, chance: Chance, now: () => number): Sessions {
  function find(account: string, id: string): Session {
    const row = database.get<SessionRow>(
      'SELECT * FROM upload_session WHERE id = ? AND account = ?',
      id,
      account,
    )
    if (!row || row.created + LIFETIME < now()) throw new RouteFailure(tag('not_found'))
    return { id: row.id, type: row.type, closed: row.closed === 1, size: row.size }
  }

  function checkOffset(session: Session, offset: number, length: number, close: boolean): void {
    if (session.type === 'sequential') {
      if (offset !== session.size) throw new RouteFailure(incorrectOffset(session.size))
    } else {
      if (offset % BLOCK_SIZE !== 0) throw new RouteFailure(tag('concurrent_session_invalid_offset'))
      if (length % BLOCK_SIZE !== 0 && !close)
        throw new RouteFailure(tag('concurrent_session_invalid_data_size'))
    }
    if (offset + length > MAXIMUM_SIZE) throw new RouteFailure(tag('too_large'))
  }

  function forget(id: string): number[] {
    const orphans = database.all<{ part: number }>(
      `SELECT part FROM session_part WHERE session = ?
       AND NOT EXISTS (SELECT 1 FROM content_part WHERE content_part.part = session_part.part)`,
      id,
    )
    database.run('DELETE FROM session_part WHERE session = ?', id)
    database.run('DELETE FROM upload_session WHERE id = ?', id)
    return orphans.map(({ part }) => part)
  }

  const sessions: Sessions = {
    start(account, type) {
      const id = `pid_upload_session:${chance.token(40)}`
      database.run(
        'INSERT INTO upload_session (id, account, type, closed, created, size) VALUES (?, ?, ?, 0, ?, 0)',
        id,
        account,
        type,
        now(),
      )
      return { id, type, closed: false, size: 0 }
    },

    check(account, id, offset) {
      const session = find(account, id)
      if (session.closed) throw new RouteFailure(tag('closed'))
      checkOffset(session, offset, 0, false)
      return session
    },

    append(account, id, offset, received, close) {
      const session = find(account, id)
      if (session.closed) throw new RouteFailure(tag('closed'))
      checkOffset(session, offset, received.length, close)
      database.transaction(() => {
        if (received.length > 0) {
          // A piece sent again takes the first one's place, whose file is swept at the next start.
          const replaced = database.get<{ part: number }>(
            'SELECT part FROM session_part WHERE session = ? AND start = ?',
            id,
            offset,
          )
          database.run(
            'INSERT OR REPLACE INTO session_part (session, start, length, part) VALUES (?, ?, ?, ?)',
            id,
            offset,
            received.length,
            parts.keep(received),
          )
          if (replaced) database.run('DELETE FROM part WHERE id = ?', replaced.part)
        }
        database.run(
          'UPDATE upload_session SET size = MAX(size, ?), closed = ? WHERE id = ?',
          offset + received.length,
          close ? 1 : 0,
          id,
        )
      })
    },

    forFinish(account, id, offset) {
      const session = find(account, id)
      if (offset !== session.size) throw new RouteFailure(incorrectOffset(session.size))
      return session
    },

    pieces(session) {
      const rows = database.all<{ start: number; length: number; part: number }>(
        'SELECT start, length, part FROM session_part WHERE session = ? ORDER BY start',
        session.id,
      )
      let reached = 0
      for (const { start, length } of rows) {
        if (start !== reached) throw new RouteFailure(tag('concurrent_session_missing_data'))
        reached = start + length
      }
      return rows
    },

    forget,

    async removeExpired() {
      const expired = database.all<{ id: string }>(
        'SELECT id FROM upload_session WHERE created < ?',
        now() - LIFETIME,
      )
      for (const { id } of expired) {
        for (const part of database.transaction(() => forget(id))) await parts.drop(part)
      }
    },
  }
  return sessions
}

function incorrectOffset(correctOffset: number): Tagged {
  return { '.tag': 'incorrect_offset', correct_offset: correctOffset }
}
