import { parentOf } from '../../../../runtime/core/path.ts'
import type { ContentHash, RemoteFile } from '../../../../runtime/core/tree.ts'
import type { ItemResult } from '../../../../runtime/ports/cloud.ts'
import type { Account } from './account.ts'
import { bare, type Entry, fileAt, type LiveFile } from './entry.ts'
import { type Place, placeToWrite } from './place.ts'
import { isBelowFile, makeParents, newId, nextSequence, put } from './tree.ts'

/** A file's content, known to have this hash. */
export interface Content {
  readonly hash: ContentHash
  readonly bytes: Uint8Array
}

export interface Commit {
  readonly path: string
  readonly content: Content
  /** ms since 1970; kept in whole seconds. */
  readonly modified: number
  /** `add`: nothing may be there; `update`: only over this revision, both even with equal content; `overwrite`: over any file. */
  readonly mode: 'add' | 'overwrite' | { readonly update: string }
}

/** Files that have no bytes of their own, by the end of their name (the emulator's list). */
const cloudDocuments = ['.paper', '.papert', '.gdoc', '.gsheet', '.gslides']

/** Writes a file, or says why not. With `overwrite`, content equal to what is there changes nothing. */
export function commit(account: Account, { path, content, modified, mode }: Commit): ItemResult<RemoteFile> {
  const place = placeToWrite(path)
  if ('reason' in place) return { ok: false, refusal: place }
  const before = account.state.entries.get(place.key)
  if (before?.kind === 'file' && mode === 'overwrite' && before.remote.hash === content.hash)
    return { ok: true, value: before.remote }
  if (!agrees(before, mode)) return { ok: false, refusal: { reason: 'conflict' } }
  return write(account, place, content, modified)
}

function agrees(before: Entry | undefined, mode: Commit['mode']): boolean {
  if (before === undefined || before.kind === 'deleted') return typeof mode === 'string'
  if (before.kind === 'folder') return false
  return mode === 'overwrite' || (typeof mode === 'object' && mode.update === before.remote.rev)
}

/** Puts content at a place that holds no folder, as a new revision. Without an id it is the file that is there, or a new one. */
export function write(
  account: Account,
  wanted: Place,
  { hash, bytes }: Content,
  modified: number,
  id?: string,
): ItemResult<RemoteFile> {
  const { state } = account
  const before = state.entries.get(wanted.key)
  const growth = bytes.byteLength - (before?.kind === 'file' ? before.remote.size : 0)
  if (state.quota < 0 || (growth > 0 && state.used + growth > state.quota))
    return { ok: false, refusal: { reason: 'no-space' } }
  if (isBelowFile(account, wanted)) return { ok: false, refusal: { reason: 'conflict' } }
  const shown = makeParents(account, wanted)
  // An overwritten file keeps the letters of the name that it has.
  const place =
    before?.kind === 'file'
      ? { key: shown.key, display: `${parentOf(shown.display)}/${before.remote.name}` }
      : shown
  const written = putFile(account, place, {
    id: idFor(account, before, id),
    hash,
    size: bytes.byteLength,
    modified: wholeSeconds(modified),
    downloadable: !cloudDocuments.some((end) => place.key.endsWith(end)),
  })
  state.contents.set(hash, bytes)
  state.used += growth
  return { ok: true, value: written.remote }
}

/** Puts a file, whose content is known, as a new revision. */
export function putFile(
  account: Account,
  place: Place,
  file: Omit<RemoteFile, 'kind' | 'name' | 'rev'>,
): LiveFile {
  const { state } = account
  state.written++
  const rev = `${(0x5d90000 + state.written).toString(16)}000000000001`
  const entry = fileAt(place, { ...file, rev }, { sequence: nextSequence(account, place.key) })
  state.revisions.set(rev, { ...place, ...bare(entry.remote) })
  put(account, entry)
  return entry
}

function idFor(account: Account, before: Entry | undefined, wanted: string | undefined): string {
  if (before?.kind === 'file') return before.remote.id
  const old =
    before?.kind === 'deleted' && before.was === 'file' && account.habits.reuploadKeepsId
      ? before.id
      : undefined
  const id = wanted ?? old
  // It may live on elsewhere: the file was moved away, not deleted.
  return id !== undefined && !account.state.keys.has(id) ? id : newId(account)
}

const latest = Date.UTC(9999, 11, 31, 23, 59, 59)

function wholeSeconds(modified: number): number {
  const held = Number.isFinite(modified) ? Math.min(Math.max(modified, 0), latest) : 0
  return Math.floor(held / 1000) * 1000
}
