import { nameOf, parentOf } from '../../../../runtime/core/path.ts'
import { oneOf } from '../chance.ts'
import type { Account } from './account.ts'
import { type Entry, folderAt, type LiveEntry, type LiveFolder, tombstoneOf } from './entry.ts'
import { type Place, placeOf } from './place.ts'

/** The file or folder at a key, or undefined. */
export function liveAt({ state }: Account, key: string): LiveEntry | undefined {
  const entry = state.entries.get(key)
  return entry === undefined || entry.kind === 'deleted' ? undefined : entry
}

/** Everything below a folder, parents before children. */
export function liveBelow({ state }: Account, folder: string): LiveEntry[] {
  const below: LiveEntry[] = []
  const prefix = `${folder}/`
  for (const entry of state.entries.values())
    if (entry.kind !== 'deleted' && entry.key.startsWith(prefix)) below.push(entry)
  return below.sort(byKey)
}

/** Takes the next position of the log for a change at `key`. */
export function nextSequence({ state }: Account, key: string): number {
  return state.log.push(key)
}

/** Puts an entry in place of whatever its key held. */
export function put({ state }: Account, entry: Entry): void {
  const before = state.entries.get(entry.key)
  if (before !== undefined && before.kind !== 'deleted' && state.keys.get(before.remote.id) === entry.key)
    state.keys.delete(before.remote.id)
  state.entries.set(entry.key, entry)
  if (entry.kind === 'deleted') {
    if (entry.hidden) state.hidden.add(entry.key)
    else state.hidden.delete(entry.key)
  } else {
    state.hidden.delete(entry.key)
    state.keys.set(entry.remote.id, entry.key)
  }
}

/** Whether a file stands where a folder above the place would have to be. */
export function isBelowFile(account: Account, place: Place): boolean {
  for (let key = parentOf(place.key); key !== ''; key = parentOf(key))
    if (account.state.entries.get(key)?.kind === 'file') return true
  return false
}

/** Makes the folders above a place that are missing, and gives the place as it is shown: below its parents' own spelling. */
export function makeParents(account: Account, place: Place): Place {
  const parent = parentOf(place.display)
  if (parent === '') return place
  const above = placeOf(parent)
  const live = liveAt(account, above.key)
  const folder = live ?? putFolder(account, makeParents(account, above), newId(account))
  return { key: place.key, display: `${folder.display}/${nameOf(place.display)}` }
}

/** Puts a folder where nothing is. */
export function putFolder(account: Account, place: Place, id: string): LiveFolder {
  const removed = rememberDeletion(account, place.key)
  const folder = folderAt(place, id, { sequence: nextSequence(account, place.key), removed })
  put(account, folder)
  return folder
}

/**
 * Who reads the log keeps what it has below a folder that becomes a folder. So what was deleted along with an earlier folder here is
 * told before the new one: each by its name, or by the old folder's deletion, whose position is given then.
 */
function rememberDeletion(account: Account, key: string): number | undefined {
  const { state, habits, random } = account
  const before = state.entries.get(key)
  if (before === undefined) return undefined
  if (
    before.kind === 'deleted' &&
    before.was === 'folder' &&
    oneOf(random, habits.recreation) !== 'coalesced'
  )
    return before.hidden ? undefined : before.sequence
  const prefix = `${key}/`
  for (const below of [...state.hidden].filter((one) => one.startsWith(prefix)).sort()) {
    const tombstone = state.entries.get(below)
    if (tombstone?.kind === 'deleted')
      put(account, { ...tombstone, hidden: false, sequence: nextSequence(account, below) })
  }
  return undefined
}

/** Marks a place and those below it as deleted, in the order that the account's habits say. */
export function leaveTombstones(account: Account, entry: LiveEntry, below: readonly LiveEntry[]): void {
  const leave = (one: LiveEntry, hidden: boolean): void =>
    put(account, tombstoneOf(one, nextSequence(account, one.key), hidden))
  const habit = entry.kind === 'folder' ? oneOf(account.random, account.habits.folderDeletion) : 'folder'
  if (habit === 'children-then-folder') for (const child of below.toReversed()) leave(child, false)
  leave(entry, false)
  if (habit !== 'children-then-folder') for (const child of below) leave(child, habit === 'folder')
}

/** A new id for a file or folder: `id:` and 22 characters. */
export function newId({ random }: Account): string {
  return `id:${random.identity().slice(0, 22)}`
}

/** In the order of keys, so that a folder comes before what it holds. */
export function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0
}
