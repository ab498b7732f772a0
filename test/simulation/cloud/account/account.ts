import type { ContentHash } from '../../../../runtime/core/tree.ts'
import type { Random } from '../../../../runtime/ports/random.ts'
import type { Entry } from './entry.ts'
import type { Habits } from './habits.ts'
import type { UploadSession } from './session.ts'

/** One state that a file once had. */
export interface Revision {
  readonly rev: string
  readonly id: string
  /** What its place was filed under, and how people saw it, when it was written. */
  readonly key: string
  readonly display: string
  readonly hash: ContentHash
  /** Bytes. */
  readonly size: number
  /** client_modified, ms since 1970. */
  readonly modified: number
  readonly downloadable: boolean
}

/** All that the account holds. Entries, revisions and sessions are never changed, only replaced, so a copy of the maps is a copy. */
export interface AccountState {
  /** By key; what was deleted leaves a tombstone. */
  readonly entries: Map<string, Entry>
  /** Keys of the tombstones that the log does not tell. */
  readonly hidden: Set<string>
  /** Where each id lives. */
  readonly keys: Map<string, string>
  /** The key of every change ever; a position in the log is the number of changes up to it. */
  readonly log: string[]
  readonly revisions: Map<string, Revision>
  readonly contents: Map<ContentHash, Uint8Array>
  readonly sessions: Map<string, UploadSession>
  /** Bytes of all live files. */
  used: number
  /** Bytes that may be used; negative: nothing may be written. */
  quota: number
  /** Cursors of an earlier epoch are of no use. */
  epoch: number
  /** Revisions ever written; their numbers go on where they were. */
  written: number
}

/** The account with what it needs of the world. */
export interface Account {
  state: AccountState
  habits: Habits
  readonly random: Random
  /** ms since 1970. */
  readonly now: () => number
  /** Called after every change. */
  readonly listeners: Set<() => void>
}

export function emptyAccount(quota: number): AccountState {
  return {
    entries: new Map(),
    hidden: new Set(),
    keys: new Map(),
    log: [],
    revisions: new Map(),
    contents: new Map(),
    sessions: new Map(),
    used: 0,
    quota,
    epoch: 0,
    written: 0,
  }
}

/** The same account apart from the original: what happens to one does not happen to the other. */
export function copyOf(state: AccountState): AccountState {
  return {
    ...state,
    entries: new Map(state.entries),
    hidden: new Set(state.hidden),
    keys: new Map(state.keys),
    log: [...state.log],
    revisions: new Map(state.revisions),
    contents: new Map(state.contents),
    sessions: new Map(state.sessions),
  }
}

/** Tells those who wait that something changed. */
export function announce({ listeners }: Account): void {
  for (const listener of [...listeners]) listener()
}
