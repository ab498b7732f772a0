import type { DatabaseSync } from 'node:sqlite'
import { BoxError } from './errors.ts'

/**
 * Takes the lock that an open SQLite file stands for, until the file is closed or the process ends, however it ends. False when another process
 * has it. Throws BoxError `no_space` or `not_writable`, which names `path`.
 */
export function takeExclusiveLock(database: DatabaseSync, path: string): boolean {
  try {
    // Never `locking_mode = EXCLUSIVE`: with it one that came in vain keeps its shared lock, and two of them keep each other out for ever.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    // An empty file would be written at each beginning; one that holds a table can be locked while the disk is full,
    // which is when something may have to go.
    const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
    if (isEmpty) database.exec('CREATE TABLE lock (held); COMMIT; BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
    // SQLITE_BUSY and SQLITE_LOCKED (sqlite.org/rescode.html). SQLITE_FULL is 13.
    if (code === 5 || code === 6) return false
    throw new BoxError({ code: code === 13 ? 'no_space' : 'not_writable', path }, { cause: error })
  }
}
