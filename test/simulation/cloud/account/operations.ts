import type { RemoteEntry, RemoteFile, RemoteFolder } from '../../../../runtime/core/tree.ts'
import type { ItemResult, Refusal } from '../../../../runtime/ports/cloud.ts'
import type { Account } from './account.ts'
import { placeToRead, placeToWrite } from './place.ts'
import { isBelowFile, leaveTombstones, liveAt, liveBelow, makeParents, newId, putFolder } from './tree.ts'
import { write } from './write.ts'

const conflict: { readonly ok: false; readonly refusal: Refusal } = {
  ok: false,
  refusal: { reason: 'conflict' },
}
const missing: { readonly ok: false; readonly refusal: Refusal } = {
  ok: false,
  refusal: { reason: 'missing' },
}

/** What is at a path, or undefined when nothing is, or nothing can be (files/get_metadata). */
export function lookUp(account: Account, path: string): RemoteEntry | undefined {
  const place = placeToRead(path)
  return 'reason' in place ? undefined : liveAt(account, place.key)?.remote
}

/** Makes a folder with those above it (files/create_folder_v2). What is there already is `conflict`. */
export function makeFolder(account: Account, path: string): ItemResult<RemoteFolder> {
  if (account.state.quota < 0) return { ok: false, refusal: { reason: 'no-space' } }
  const place = placeToWrite(path)
  if ('reason' in place) return { ok: false, refusal: place }
  if (liveAt(account, place.key) !== undefined || isBelowFile(account, place)) return conflict
  const folder = putFolder(account, makeParents(account, place), newId(account))
  return { ok: true, value: folder.remote }
}

/** Deletes a file, or a folder with all below it; with a `rev`, only a file that still has it (files/delete_v2). */
export function remove(account: Account, path: string, rev?: string): ItemResult<null> {
  const place = placeToRead(path)
  if ('reason' in place) return { ok: false, refusal: place }
  const entry = liveAt(account, place.key)
  if (entry === undefined) return missing
  if (rev !== undefined && !(entry.kind === 'file' && entry.remote.rev === rev)) return conflict
  const below = entry.kind === 'folder' ? liveBelow(account, entry.key) : []
  for (const one of [entry, ...below]) if (one.kind === 'file') account.state.used -= one.remote.size
  leaveTombstones(account, entry, below)
  return { ok: true, value: null }
}

/** Whether a file is anywhere below a folder (files/list_folder, recursive). A file itself is `conflict`. */
export function holdsFile(account: Account, path: string): ItemResult<boolean> {
  const place = placeToRead(path)
  if ('reason' in place) return { ok: false, refusal: place }
  const entry = liveAt(account, place.key)
  if (entry === undefined) return missing
  if (entry.kind === 'file') return conflict
  return { ok: true, value: liveBelow(account, place.key).some(({ kind }) => kind === 'file') }
}

/** Makes an old revision of a path's file its newest: a new rev, the same id, also where the file was deleted (files/restore). */
export function restore(account: Account, path: string, rev: string): ItemResult<RemoteFile> {
  const place = placeToWrite(path)
  if ('reason' in place) return { ok: false, refusal: place }
  const revision = account.state.revisions.get(rev)
  const content = contentOf(account, rev)
  const there = liveAt(account, place.key)
  if (revision === undefined || content === undefined) return missing
  if (revision.key !== place.key && revision.id !== there?.remote.id) return missing
  if (there?.kind === 'folder') return conflict
  return write(account, place, { hash: revision.hash, bytes: content }, revision.modified, revision.id)
}

/** The bytes of a revision, or undefined when it is not kept (files/download by `rev:`). */
export function contentOf({ state }: Account, rev: string): Uint8Array | undefined {
  const hash = state.revisions.get(rev)?.hash
  return hash === undefined ? undefined : state.contents.get(hash)
}
