import { StoreError } from '../ports/store.ts'
import type { Database } from './database.ts'

/** Marks a file as ours (sqlite.org/pragma.html#pragma_application_id): "boxp". */
const applicationId = 0x626f_7870

/**
 * One step per version ever released; a store made by version n gets the steps from n on, each in the same transaction
 * as its new number.
 *
 * Nodes: one row per path that is in any tree. `remote`, `local` and `synced` say what is there (see row.ts); a remote or
 * local value that equals the synced one is not stored, nor a hash on the box that equals Dropbox's. `unsettled` is the depth of a path that is not settled.
 * Fingerprints: see `Store.fingerprint`; `folder` is the id of a folder's node, kept apart so that writing one moves few pages.
 * Totals: what each whole tree holds (see totals.ts); without a row it is counted.
 * The index of ids holds their last characters only, which tell them apart well enough at a third of the room; that of hashes their last four
 * bytes.
 * Columns for numbers of the file system are REAL: whole numbers up to 2^47 take no more room in them, and an inode
 * above 2^53 is read back as it came from Node.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE nodes (
    id INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    key TEXT NOT NULL,
    unsettled INTEGER,
    remote INTEGER NOT NULL,
    local INTEGER NOT NULL,
    synced INTEGER NOT NULL,
    remote_name TEXT,
    remote_id TEXT,
    remote_rev BLOB,
    remote_hash BLOB,
    remote_size REAL,
    remote_modified REAL,
    local_name TEXT,
    local_hash BLOB,
    local_size REAL,
    local_modified REAL,
    local_changed REAL,
    local_inode REAL,
    local_born REAL,
    synced_name TEXT,
    synced_hash BLOB,
    synced_id TEXT,
    synced_inode REAL,
    synced_born REAL
  );
  CREATE UNIQUE INDEX node_by_place ON nodes (parent, key);
  CREATE INDEX node_unsettled ON nodes (unsettled) WHERE unsettled IS NOT NULL;
  CREATE INDEX node_by_synced_id ON nodes (substr(synced_id, -8)) WHERE synced_id IS NOT NULL;
  CREATE INDEX node_by_synced_inode ON nodes (synced_inode) WHERE synced_inode IS NOT NULL;

  CREATE TABLE selection (position INTEGER PRIMARY KEY, path TEXT NOT NULL, display TEXT NOT NULL, include INTEGER NOT NULL);
  CREATE TABLE roots (
    path TEXT PRIMARY KEY, target TEXT NOT NULL, identity TEXT NOT NULL,
    generation REAL NOT NULL, device REAL NOT NULL, inode REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE sessions (
    key TEXT PRIMARY KEY, session TEXT NOT NULL, offset REAL NOT NULL, started_at REAL NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE history (id INTEGER PRIMARY KEY, at REAL NOT NULL, action TEXT NOT NULL, path TEXT NOT NULL, detail TEXT);
  `,
  `
  CREATE INDEX node_by_synced_hash ON nodes (substr(synced_hash, -4)) WHERE synced_hash IS NOT NULL;
  `,
  `
  ALTER TABLE roots ADD COLUMN born REAL NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE fingerprints (folder INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL);
  `,
  `
  ALTER TABLE sessions ADD COLUMN beyond TEXT NOT NULL DEFAULT '[]';
  `,
  `
  CREATE TABLE totals (
    tree TEXT PRIMARY KEY, files REAL NOT NULL, folders REAL NOT NULL, bytes REAL NOT NULL
  ) WITHOUT ROWID;
  `,
  // Rows leave out more from here on, which an older version would not know how to read.
  '',
  `
  ALTER TABLE history ADD COLUMN box TEXT;
  `,
]

/**
 * Brings a database to this version, in one transaction. Throws StoreError `corrupt` for a database that is not a store, and
 * `newer-version` for one that a newer agent wrote.
 */
export function migrate(database: Database, file: string): void {
  const version = checkedVersion(database, file)
  if (version === steps.length) return
  database.transaction(() => {
    for (const step of steps.slice(version)) database.execute(step)
    database.execute(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`)
  })
}

/** Throws as `migrate` does, and `older-version` for a database that has to be brought to this version first. Changes nothing. */
export function requireThisVersion(database: Database, file: string): void {
  if (checkedVersion(database, file) < steps.length)
    throw new StoreError('older-version', `${file} was written by an older version of box-parts.`)
}

function checkedVersion(database: Database, file: string): number {
  const version = numberOf(database, 'user_version')
  const owner = numberOf(database, 'application_id')
  if (version === 0 && owner === 0) {
    if (database.prepare('SELECT name FROM sqlite_schema LIMIT 1').first() !== undefined)
      throw new StoreError('corrupt', `${file} is not an index of box-parts.`)
  } else if (owner !== applicationId) {
    throw new StoreError('corrupt', `${file} is not an index of box-parts.`)
  }
  if (version > steps.length)
    throw new StoreError(
      'newer-version',
      `${file} was written by a newer version of box-parts. Upgrade the part.`,
    )
  return version
}

function numberOf(database: Database, pragma: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).first()?.[pragma] ?? 0)
}
