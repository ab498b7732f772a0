import type { LocalEntry, RemoteEntry, SyncedEntry, Triple } from '../core/tree.ts'
import type { Cell, Row } from './database.ts'

/** What is in one tree at a path, as the columns `remote`, `local` and `synced` hold it. */
export const absent = 0
export const file = 1
const folder = 2
/** A remote file that cannot be downloaded, or a local folder that holds ignored things. */
const special = 3

/** Whether a cell of the columns `remote`, `local` or `synced` says that a folder is there. */
export function isFolder(tree: 'remote' | 'local' | 'synced', cell: Cell | undefined): boolean {
  return cell === folder || (tree === 'local' && cell === special)
}

/** SQL that says whether what a row holds is on one side alone, or a file on one and a folder on the other. */
export const isOnOneSideAlone = `((remote = ${absent}) <> (local = ${absent})
  OR (remote <> ${absent} AND (remote = ${folder}) <> (local <> ${file})))`

/** The columns of the remote tree; what equals the synced entry is left out. `key` is the last component of the path's key. */
export function remoteCells(key: string, { remote, synced }: Triple): Row {
  const one = remote?.kind === 'file' ? remote : undefined
  return {
    remote: !remote ? absent : remote.kind === 'folder' ? folder : remote.downloadable ? file : special,
    remote_name: unlessEqual(remote?.name, synced?.name ?? key),
    remote_id: unlessEqual(remote?.id, synced?.id),
    remote_rev: packed(one?.rev ?? null),
    remote_hash: packed(unlessEqual(one?.hash, hashOf(synced))),
    remote_size: one?.size ?? null,
    remote_modified: one?.modified ?? null,
  }
}

/**
 * The columns of the local tree; what equals the synced entry is left out, and so is a time of change that is the one of the content. The hash is left
 * out where it equals Dropbox's, too, as long as nothing is synced.
 */
export function localCells(key: string, triple: Triple): Row {
  const { local, synced } = triple
  const one = local?.kind === 'file' ? local : undefined
  return {
    local: !local ? absent : local.kind === 'file' ? file : local.holdsIgnored ? special : folder,
    local_name: unlessEqual(local?.name, synced?.name ?? key),
    ...localHashCell(triple),
    local_size: one?.size ?? null,
    local_modified: one?.modified ?? null,
    local_changed: unlessEqual(one?.changed, one?.modified),
    local_inode: unlessEqual(local?.inode, synced?.inode),
    local_born: unlessEqual(local?.born, synced?.born),
  }
}

/** The column of the local tree that may leave out what the remote one holds. */
export function localHashCell({ remote, local, synced }: Triple): Row {
  const hash = local?.kind === 'file' ? local.hash : undefined
  return { local_hash: packed(unlessEqual(hash, hashOf(synced === undefined ? remote : synced))) }
}

/** The columns of the synced tree. */
export function syncedCells(key: string, { synced }: Triple): Row {
  return {
    synced: !synced ? absent : synced.kind === 'file' ? file : folder,
    synced_name: unlessEqual(synced?.name, key),
    synced_hash: packed(hashOf(synced) ?? null),
    synced_id: synced?.id ?? null,
    synced_inode: synced?.inode ?? null,
    synced_born: synced?.born ?? null,
  }
}

/** The three entries that a row of nodes holds; the counterpart of the three functions above. */
export function tripleOf(row: Row): Triple {
  const synced = syncedOf(row)
  return { remote: remoteOf(row, synced), local: localOf(row), synced }
}

function syncedOf(row: Row): SyncedEntry | undefined {
  if (row['synced'] === absent) return undefined
  const name = text(row['synced_name'] ?? row['key'])
  const identity = {
    id: text(row['synced_id']),
    inode: Number(row['synced_inode']),
    born: Number(row['synced_born']),
  }
  return row['synced'] === file
    ? { kind: 'file', name, hash: unpacked(row['synced_hash']), ...identity }
    : { kind: 'folder', name, ...identity }
}

function remoteOf(row: Row, synced: SyncedEntry | undefined): RemoteEntry | undefined {
  if (row['remote'] === absent) return undefined
  const name = text(row['remote_name'] ?? synced?.name ?? row['key'])
  const id = text(row['remote_id'] ?? synced?.id)
  if (row['remote'] === folder) return { kind: 'folder', name, id }
  return {
    kind: 'file',
    name,
    id,
    rev: unpacked(row['remote_rev']),
    hash: unpacked(row['remote_hash'] ?? hashOf(synced)),
    size: Number(row['remote_size']),
    modified: Number(row['remote_modified']),
    downloadable: row['remote'] === file,
  }
}

/** The columns of a row that say what is in the Local tree. */
export const localColumns = [
  ...['key', 'local', 'local_name', 'local_hash', 'local_size', 'local_modified', 'local_changed'],
  ...['local_inode', 'local_born', 'synced_name', 'synced_hash', 'synced_inode', 'synced_born'],
  ...['synced', 'remote_hash'],
]

/** What a row holds of the Local tree; what it leaves out is as in the synced one, or the remote one. */
export function localOf(row: Row): LocalEntry | undefined {
  if (row['local'] === absent) return undefined
  const name = text(row['local_name'] ?? row['synced_name'] ?? row['key'])
  const identity = {
    inode: Number(row['local_inode'] ?? row['synced_inode']),
    born: Number(row['local_born'] ?? row['synced_born']),
  }
  if (row['local'] !== file)
    return { kind: 'folder', name, ...identity, holdsIgnored: row['local'] === special }
  return {
    kind: 'file',
    name,
    hash: unpacked(row['local_hash'] ?? (row['synced'] === absent ? row['remote_hash'] : row['synced_hash'])),
    size: Number(row['local_size']),
    modified: Number(row['local_modified']),
    changed: Number(row['local_changed'] ?? row['local_modified']),
    ...identity,
  }
}

function hashOf(entry: SyncedEntry | RemoteEntry | undefined): string | undefined {
  return entry?.kind === 'file' ? entry.hash : undefined
}

function unlessEqual<Value extends Cell>(value: Value | undefined, base: Value | undefined): Value | null {
  return value === undefined || value === base ? null : value
}

/**
 * Hex takes twice the room of what it says, so that hashes and revisions are kept as bytes: the digits after a `1`, or after
 * `01` where that makes their number even. Anything else is kept as it is.
 */
export function packed(hex: string | null): Cell {
  if (hex === null || !/^[0-9a-f]+$/.test(hex)) return hex
  return Buffer.from(hex.length % 2 === 0 ? `01${hex}` : `1${hex}`, 'hex')
}

function unpacked(cell: Cell | undefined): string {
  if (!(cell instanceof Uint8Array)) return text(cell)
  const hex = Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString('hex')
  return hex.slice(hex.startsWith('01') ? 2 : 1)
}

function text(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : ''
}
