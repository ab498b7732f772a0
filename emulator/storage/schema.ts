/**
 * The emulator's whole state, as tables. `entry` holds what is at each path now, deleted paths included: its
 * `sequence` is the position of the path's latest change in the space's log, so that reading the log is reading
 * `entry` in sequence order.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS space (
  id INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS namespace (
  id INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES space(id),
  path_display TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY,
  uid INTEGER NOT NULL UNIQUE,
  email TEXT NOT NULL UNIQUE,
  given_name TEXT NOT NULL,
  surname TEXT NOT NULL,
  display_name TEXT NOT NULL,
  type TEXT NOT NULL,
  team TEXT,
  quota INTEGER NOT NULL,
  home_namespace INTEGER NOT NULL REFERENCES namespace(id),
  root_namespace INTEGER NOT NULL REFERENCES namespace(id)
);

CREATE TABLE IF NOT EXISTS app (
  key TEXT PRIMARY KEY,
  secret TEXT,
  name TEXT NOT NULL,
  access TEXT NOT NULL CHECK (access IN ('full', 'app_folder')),
  scopes TEXT NOT NULL,
  redirect_uris TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS authorization_code (
  code TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  app TEXT NOT NULL,
  redirect_uri TEXT,
  challenge TEXT,
  challenge_method TEXT,
  scopes TEXT NOT NULL,
  access_type TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS app_grant (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  app TEXT NOT NULL,
  scopes TEXT NOT NULL,
  refresh_token TEXT UNIQUE,
  revoked INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS access_token (
  token TEXT PRIMARY KEY,
  grant_id INTEGER NOT NULL REFERENCES app_grant(id),
  scopes TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS entry (
  space INTEGER NOT NULL,
  path_lower TEXT NOT NULL,
  parent_lower TEXT NOT NULL,
  path_display TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('file', 'folder', 'deleted')),
  was TEXT NOT NULL CHECK (was IN ('file', 'folder')),
  id TEXT NOT NULL,
  rev TEXT,
  size INTEGER,
  content_hash TEXT,
  client_modified INTEGER,
  server_modified INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  hidden INTEGER NOT NULL DEFAULT 0,
  removed_sequence INTEGER,
  PRIMARY KEY (space, path_lower)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_by_sequence ON entry (space, sequence);
CREATE INDEX IF NOT EXISTS entry_by_removed_sequence ON entry (space, removed_sequence) WHERE removed_sequence IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_by_parent ON entry (space, parent_lower, path_lower);
CREATE INDEX IF NOT EXISTS entry_by_id ON entry (id);

CREATE TABLE IF NOT EXISTS revision (
  number INTEGER PRIMARY KEY,
  rev TEXT NOT NULL UNIQUE,
  space INTEGER NOT NULL,
  path_lower TEXT NOT NULL,
  path_display TEXT NOT NULL,
  id TEXT NOT NULL,
  size INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  client_modified INTEGER NOT NULL,
  server_modified INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS revision_by_path ON revision (space, path_lower, number);
CREATE INDEX IF NOT EXISTS revision_by_id ON revision (id, number);

CREATE TABLE IF NOT EXISTS part (
  id INTEGER PRIMARY KEY,
  length INTEGER NOT NULL,
  blocks BLOB NOT NULL,
  bytes BLOB,
  file TEXT
);

CREATE TABLE IF NOT EXISTS content (content_hash TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS content_part (
  content_hash TEXT NOT NULL,
  position INTEGER NOT NULL,
  part INTEGER NOT NULL REFERENCES part(id),
  PRIMARY KEY (content_hash, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS content_part_by_part ON content_part (part);

CREATE TABLE IF NOT EXISTS upload_session (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('sequential', 'concurrent')),
  closed INTEGER NOT NULL,
  created INTEGER NOT NULL,
  size INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS session_part (
  session TEXT NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  part INTEGER NOT NULL REFERENCES part(id),
  PRIMARY KEY (session, start)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_part_by_part ON session_part (part);

CREATE TABLE IF NOT EXISTS async_job (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  polls_left INTEGER NOT NULL,
  result TEXT
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS shared_link (
  url_key TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  space INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  url TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS temporary_link (
  token TEXT PRIMARY KEY,
  content_hash TEXT NOT NULL,
  size INTEGER NOT NULL,
  name TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
`
