import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { StoreError, type StoreErrorCode } from '../ports/store.ts'

export type Cell = null | number | string | Uint8Array
export type Row = Readonly<Record<string, Cell>>

/** One prepared statement; values are bound by place. Throws StoreError. */
export interface Statement {
  run(...values: readonly Cell[]): number
  first(...values: readonly Cell[]): Row | undefined
  all(...values: readonly Cell[]): readonly Row[]
}

/** All that the store needs of SQLite. Throws StoreError. */
export interface Database {
  execute(sql: string): void
  prepare(sql: string): Statement
  transaction<Value>(work: () => Value): Value
  /**
   * Does what survives the end of the process, but perhaps no power cut, and waits for no disk. Within a transaction it is a part of that
   * (sqlite.org/pragma.html#pragma_synchronous: without the flush the file stays consistent in WAL mode).
   */
  lightly<Value>(work: () => Value): Value
  readonly inTransaction: boolean
  /** Closing twice is no error. */
  close(): void
}

/**
 * Opens or makes a SQLite file whose committed transactions survive a power cut. The file is locked for this connection
 * alone: that needs no memory shared through the file system, which network and sandbox file systems may not have
 * (sqlite.org/wal.html, section 8). `told` hears of each StoreError before it is thrown.
 */
export function openDatabase(file: string, told: (error: StoreError) => void = () => undefined): Database {
  return openWith(file, told, () => {
    const database = new DatabaseSync(file, { timeout: 1_000 })
    return [database, durablePragmas]
  })
}

/**
 * Opens a SQLite file that nobody writes to meanwhile, to be read alone. Touches nothing on the disk. What is in a write-ahead log beside it is
 * not seen (sqlite.org/uri.html, `immutable`).
 */
export function openDatabaseToRead(file: string): Database {
  const address = pathToFileURL(file)
  address.searchParams.set('immutable', '1')
  return openWith(
    file,
    () => undefined,
    () => [new DatabaseSync(address, { readOnly: true }), ['cache_size = -16384']],
  )
}

const durablePragmas = [
  'locking_mode = EXCLUSIVE',
  'journal_mode = WAL',
  'synchronous = FULL',
  'journal_size_limit = 16777216',
  'cache_size = -16384',
]

function openWith(
  file: string,
  told: (error: StoreError) => void,
  open: () => readonly [DatabaseSync, readonly string[]],
): Database {
  const guarded: Guard = (work) => {
    try {
      return work()
    } catch (error) {
      const known = storeErrorOf(error, file)
      if (known instanceof StoreError) told(known)
      throw known
    }
  }
  const [database, pragmas] = guarded(open)
  try {
    guarded(() => {
      for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`)
    })
  } catch (error) {
    database.close()
    throw error
  }
  return {
    execute: (sql) => guarded(() => database.exec(sql)),
    prepare: (sql) =>
      statementOf(
        guarded,
        guarded(() => database.prepare(sql)),
      ),
    transaction(work) {
      guarded(() => database.exec('BEGIN IMMEDIATE'))
      try {
        const value = work()
        if (value instanceof Promise)
          throw new StoreError('misuse', 'A transaction cannot wait for anything.')
        guarded(() => database.exec('COMMIT'))
        return value
      } catch (error) {
        // SQLite itself has undone the transaction after some errors, a full disk among them.
        if (database.isTransaction) guarded(() => database.exec('ROLLBACK'))
        throw error
      }
    },
    lightly(work) {
      if (database.isTransaction) return work()
      guarded(() => database.exec('PRAGMA synchronous = NORMAL'))
      try {
        return work()
      } finally {
        guarded(() => database.exec('PRAGMA synchronous = FULL'))
      }
    },
    get inTransaction() {
      return database.isTransaction
    },
    close: () => {
      if (database.isOpen) guarded(() => database.close())
    },
  }
}

/** Does some work with SQLite, and gives its errors as StoreError. */
type Guard = <Value>(work: () => Value) => Value

function statementOf(guarded: Guard, statement: StatementSync): Statement {
  return {
    run: (...values) => guarded(() => Number(statement.run(...values).changes)),
    first: (...values) => guarded(() => statement.get(...values) as Row | undefined),
    all: (...values) => guarded(() => statement.all(...values) as Row[]),
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html), and the sentence about a file that each becomes. */
const codes: Readonly<Record<number, readonly [StoreErrorCode, (file: string) => string]>> = {
  3: ['read-only', notWritable],
  5: ['in-use', inUse],
  6: ['in-use', inUse],
  8: ['read-only', notWritable],
  10: ['input-output', (file) => `Cannot read or write ${file}: its disk fails.`],
  11: ['corrupt', (file) => `${file} is damaged.`],
  13: ['disk-full', (file) => `No space left on the disk of ${file}. Free some space and try again.`],
  14: ['read-only', notWritable],
  26: ['corrupt', (file) => `${file} is not a database.`],
}

function notWritable(file: string): string {
  return `Cannot write to ${file}. Check that it belongs to you and that its disk is not read-only.`
}

function inUse(file: string): string {
  return `${file} is in use by another program. Try again when that has ended.`
}

function storeErrorOf(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return error
  const known = codes[error.errcode & 0xff]
  return known ? new StoreError(known[0], known[1](file), { cause: error }) : error
}
