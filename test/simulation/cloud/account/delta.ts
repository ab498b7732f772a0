import type { ChangePage, RemoteChange } from '../../../../runtime/ports/cloud.ts'
import { happens, shuffle, within } from '../chance.ts'
import type { Account } from './account.ts'
import { type LiveEntry, removalOf } from './entry.ts'
import { byKey } from './tree.ts'

/** What a cursor remembers; its text holds all of it, so it is as good after any crash. */
interface Cursor {
  readonly epoch: number
  /** The log is told from after this position. */
  readonly sequence: number
  /** Where the first listing goes on: the entry that was listed last; undefined when the listing is over. */
  readonly listing: { readonly order: 'path' | 'shuffled'; readonly after: string } | undefined
  /** An empty page was given at this position already. */
  readonly blank: boolean
}

/**
 * The next page: first what is there, then, in the order of the log, what changed since the listing began. Undefined when the
 * cursor is of no use and the listing must start anew (files/list_folder, files/list_folder/continue).
 */
export function readPage(account: Account, text: string | undefined): ChangePage | undefined {
  const cursor = text === undefined ? startOf(account) : cursorOf(account, text)
  if (cursor === undefined) return undefined
  if (!cursor.blank && happens(account.random, account.habits.emptyPage))
    return { changes: [], cursor: textOf({ ...cursor, blank: true }), more: true }
  return cursor.listing === undefined ? readLog(account, cursor) : readListing(account, cursor)
}

/** Whether the next page would say something; undefined when the cursor is of no use (files/list_folder/longpoll). */
export function hasNews(account: Account, text: string): boolean | undefined {
  const cursor = cursorOf(account, text)
  if (cursor === undefined) return undefined
  return cursor.listing !== undefined || nextChanges(account, cursor.sequence, 1).changes.length > 0
}

function startOf({ state, habits }: Account): Cursor {
  return {
    epoch: state.epoch,
    sequence: state.log.length,
    listing: { order: habits.listing, after: '' },
    blank: false,
  }
}

function readListing(account: Account, cursor: Cursor): ChangePage {
  const { order, after } = cursor.listing ?? { order: 'path', after: '' }
  const placeIn = (entry: LiveEntry): string =>
    order === 'path' ? entry.key : `${entry.remote.id}\0${entry.key}`
  const waiting: (LiveEntry & { readonly place: string })[] = []
  for (const entry of account.state.entries.values()) {
    if (entry.kind === 'deleted') continue
    const place = placeIn(entry)
    if (place > after) waiting.push({ ...entry, place })
  }
  waiting.sort((one, other) => byKey({ key: one.place }, { key: other.place }))
  const page = waiting.slice(0, within(account.random, account.habits.pageSize))
  const more = waiting.length > page.length
  const last = page.at(-1)
  const listing = more && last !== undefined ? { order, after: last.place } : undefined
  return {
    changes: page.map(({ change }) => change),
    cursor: textOf({ ...cursor, listing, blank: false }),
    more,
  }
}

function readLog(account: Account, cursor: Cursor): ChangePage {
  const { changes, sequence } = nextChanges(
    account,
    cursor.sequence,
    within(account.random, account.habits.pageSize),
  )
  const more = nextChanges(account, sequence, 1).changes.length > 0
  const reached = more ? sequence : account.state.log.length
  return {
    changes: account.habits.shuffled ? shuffleAdditions(account, changes) : changes,
    cursor: textOf({ ...cursor, sequence: reached, blank: false }),
    more,
  }
}

/** What the log tells after a position: of every place its latest change, and the deletions that precede one. */
function nextChanges(
  { state }: Account,
  after: number,
  limit: number,
): { changes: RemoteChange[]; sequence: number } {
  const changes: RemoteChange[] = []
  let sequence = after
  while (sequence < state.log.length && changes.length < limit) {
    const entry = state.entries.get(state.log[sequence] ?? '')
    sequence++
    if (entry === undefined) continue
    if (entry.sequence === sequence) {
      if (entry.kind !== 'deleted' || !entry.hidden) changes.push(entry.change)
    } else if (entry.removed === sequence) changes.push(removalOf(entry))
  }
  return { changes, sequence }
}

/** Neighbouring additions in any order, as Dropbox may give them; deletions keep their place. */
function shuffleAdditions({ random }: Account, changes: readonly RemoteChange[]): RemoteChange[] {
  const shuffled: RemoteChange[] = []
  let run: RemoteChange[] = []
  for (const change of changes) {
    if (change.kind === 'present') run.push(change)
    else {
      shuffled.push(...shuffle(random, run), change)
      run = []
    }
  }
  return [...shuffled, ...shuffle(random, run)]
}

function textOf({ epoch, sequence, listing, blank }: Cursor): string {
  return JSON.stringify([epoch, sequence, listing?.order ?? null, listing?.after ?? null, blank])
}

const cursorPattern = /^\[\d+,\d+,(?:null|"path"|"shuffled"),(?:null|"(?:[^"\\]|\\.)*"),(?:true|false)\]$/

/** What a cursor's text remembers; undefined for one of another epoch, of a future that did not come, or that is none. */
function cursorOf({ state }: Account, text: string): Cursor | undefined {
  const packed = cursorPattern.test(text)
    ? (JSON.parse(text) as [number, number, 'path' | 'shuffled' | null, string | null, boolean])
    : undefined
  if (packed === undefined) return undefined
  const [epoch, sequence, order, after, blank] = packed
  if (epoch !== state.epoch || sequence > state.log.length) return undefined
  return { epoch, sequence, listing: order === null ? undefined : { order, after: after ?? '' }, blank }
}
