import type { RemoteEntry } from '../../../../runtime/core/tree.ts'
import type { ItemResult, Refusal } from '../../../../runtime/ports/cloud.ts'
import { oneOf } from '../chance.ts'
import type { Account } from './account.ts'
import { bare, type LiveEntry, respelled } from './entry.ts'
import { type Place, placeOf, placeToRead, placeToWrite } from './place.ts'
import {
  isBelowFile,
  leaveTombstones,
  liveAt,
  liveBelow,
  makeParents,
  nextSequence,
  put,
  putFolder,
} from './tree.ts'
import { putFile } from './write.ts'

/** Moves a file or folder: the same ids, new revs, nothing overwritten (files/move_v2). */
export function relocate(account: Account, from: string, to: string): ItemResult<RemoteEntry> {
  const source = placeToRead(from)
  if ('reason' in source) return refused(source)
  const entry = liveAt(account, source.key)
  if (entry === undefined) return refused({ reason: 'missing' })
  const wanted = placeToWrite(to)
  if ('reason' in wanted) return refused(wanted)
  if (wanted.key === entry.key) return renameCase(account, entry, wanted)
  if (wanted.key.startsWith(`${entry.key}/`)) return refused({ reason: 'conflict' })
  const below = entry.kind === 'folder' ? liveBelow(account, entry.key) : []
  if (below.length >= account.habits.moveEntries) return refused({ reason: 'too-many-files' })
  if (liveAt(account, wanted.key) !== undefined || isBelowFile(account, wanted))
    return refused({ reason: 'conflict' })
  const target = makeParents(account, wanted)
  const order = oneOf(account.random, account.habits.moves)
  if (order === 'delete-first') leaveTombstones(account, entry, below)
  const moved = place(account, entry, target)
  for (const one of below)
    place(account, one, placeOf(`${target.display}${one.display.slice(entry.display.length)}`))
  if (order === 'add-first') leaveTombstones(account, entry, below)
  return { ok: true, value: moved.remote }
}

function place(account: Account, entry: LiveEntry, to: Place): LiveEntry {
  return entry.kind === 'folder'
    ? putFolder(account, to, entry.remote.id)
    : putFile(account, to, bare(entry.remote))
}

/** A move to the same name in other letters: done and told, done in silence, or refused, as the account's habits say. */
function renameCase(account: Account, entry: LiveEntry, wanted: Place): ItemResult<RemoteEntry> {
  const mode = account.habits.caseOnlyMove
  if (mode === 'refuse' || wanted.display === entry.display) return refused({ reason: 'conflict' })
  const below = entry.kind === 'folder' ? liveBelow(account, entry.key) : []
  const { display } = makeParents(account, wanted)
  const spell = (one: LiveEntry): LiveEntry => {
    const sequence = mode === 'silent' ? one.sequence : nextSequence(account, one.key)
    return respelled(one, `${display}${one.display.slice(entry.display.length)}`, sequence)
  }
  const renamed = spell(entry)
  for (const one of [renamed, ...below.map(spell)]) put(account, one)
  return { ok: true, value: renamed.remote }
}

function refused(refusal: Refusal): ItemResult<never> {
  return { ok: false, refusal }
}
