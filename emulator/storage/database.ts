import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SCHEMA } from './schema.ts'

/** The state on disk: SQL with positional parameters, and transactions that may nest. */
export interface Database {
  /** Runs a statement that answers nothing; gives the id of the last inserted row. */
  run(sql: string, ...values: SQLInputValue[]): number
  /** The first row, or undefined. The caller names the columns' types. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined
  /** Every row. The caller names the columns' types. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[]
  /** Runs `work` so that all of its changes are kept or, if it throws, none. Nested calls undo only their own. */
  transaction<T>(work: () => T): T
  close(): void
}

/**
 * The rows of contents and revisions lie where their hashes put them, all over the file: in SQLite's 2 MB of memory a Dropbox gets slower with each thousand
 * files that it takes, as Dropbox itself does not. Here it has 128 MB, taken as they are needed, and pages of 64 MB are written to their places together.
 */
const PRAGMAS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -131072;
  PRAGMA wal_autocheckpoint = 16384;
`

/**
 * Opens (or creates) the state file. It stays locked as long as it is open, so that two emulators never share a
 * folder; a second one gets SQLite's "database is locked". The lock ends with the process, also after `kill -9`.
 */
export function openDatabase(path: string): Database {
  const connection = new DatabaseSync(path, { timeout: 0 })
  connection.exec(PRAGMAS)
  connection.exec(SCHEMA)
  const statements = new Map<string, StatementSync>()
  let depth = 0

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    const statement = connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
    get: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    transaction(work) {
      const savepoint = `level_${depth}`
      connection.exec(depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`)
      depth += 1
      try {
        const result = work()
        depth -= 1
        connection.exec(depth === 0 ? 'COMMIT' : `RELEASE ${savepoint}`)
        return result
      } catch (error) {
        if (depth > 0) depth -= 1
        connection.exec(depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`)
        throw error
      }
    },
    close: () => connection.close(),
  }
}
