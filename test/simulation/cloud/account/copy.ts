import type { RemoteEntry, RemoteFile } from '../../../../runtime/core/tree.ts'
import type { ItemResult, Refusal } from '../../../../runtime/ports/cloud.ts'
import type { Account } from './account.ts'
import type { LiveEntry } from './entry.ts'
import { type Place, placeOf, placeToRead, placeToWrite } from './place.ts'
import { isBelowFile, liveAt, liveBelow, makeParents, newId, putFolder } from './tree.ts'
import { write } from './write.ts'

/** Copies the file that has an id now: under a new id, with the same client_modified, nothing overwritten (files/copy_v2). */
export function copyById(account: Account, id: string, to: string): ItemResult<RemoteFile> {
  const key = account.state.keys.get(id)
  const entry = key === undefined ? undefined : liveAt(account, key)
  if (entry?.kind !== 'file') return refused({ reason: 'missing' })
  const wanted = placeFor(account, entry, to)
  if ('reason' in wanted) return refused(wanted)
  return copyFile(account, entry.remote, wanted)
}

/** Copies a file, or a folder with all below it (files/copy_v2). */
export function copyFrom(account: Account, from: string, to: string): ItemResult<RemoteEntry> {
  const source = placeToRead(from)
  if ('reason' in source) return refused(source)
  const entry = liveAt(account, source.key)
  if (entry === undefined) return refused({ reason: 'missing' })
  const wanted = placeFor(account, entry, to)
  if ('reason' in wanted) return refused(wanted)
  if (entry.kind === 'file') return copyFile(account, entry.remote, wanted)
  const below = liveBelow(account, entry.key)
  const folder = putFolder(account, makeParents(account, wanted), newId(account))
  for (const one of below) {
    const place = placeOf(`${folder.display}${one.display.slice(entry.display.length)}`)
    if (one.kind === 'folder') putFolder(account, place, newId(account))
    else copyFile(account, one.remote, place)
  }
  return { ok: true, value: folder.remote }
}

/** Where a copy can be made, or why it cannot. */
function placeFor(account: Account, entry: LiveEntry, to: string): Place | Refusal {
  const wanted = placeToWrite(to)
  if ('reason' in wanted) return wanted
  // RelocationError.duplicated_or_nested_paths.
  if (wanted.key.startsWith(`${entry.key}/`)) return { reason: 'missing' }
  const { used, quota } = account.state
  const files = [entry, ...(entry.kind === 'folder' ? liveBelow(account, entry.key) : [])]
  const bytes = files.reduce((sum, one) => sum + (one.kind === 'file' ? one.remote.size : 0), 0)
  if (used + bytes > quota) return { reason: 'no-space' }
  if (liveAt(account, wanted.key) !== undefined || isBelowFile(account, wanted)) return { reason: 'conflict' }
  return wanted
}

function copyFile(account: Account, { hash, modified }: RemoteFile, to: Place): ItemResult<RemoteFile> {
  const bytes = account.state.contents.get(hash) ?? new Uint8Array()
  return write(account, to, { hash, bytes }, modified, newId(account))
}

function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal }
}
