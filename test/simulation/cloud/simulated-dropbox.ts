import { keyOf, type PathKey } from '../../../runtime/core/path.ts'
import type { ContentHash, RemoteEntry } from '../../../runtime/core/tree.ts'
import type { Clock } from '../../../runtime/ports/clock.ts'
import type { Cloud, Account as Person } from '../../../runtime/ports/cloud.ts'
import type { Random } from '../../../runtime/ports/random.ts'
import { type Account, type AccountState, copyOf, emptyAccount, type Revision } from './account/account.ts'
import { type Habits, usualHabits } from './account/habits.ts'
import { byKey } from './account/tree.ts'
import { connect } from './connection/connect.ts'
import type { PlannedFault } from './connection/faults.ts'
import { isWrite, type Misbehaviour, type RequestName } from './connection/misbehaviour.ts'
import type { UploadLimits } from './connection/upload/upload.ts'
import { createWire, type Delivery, type WireControl } from './connection/wire.ts'
import { createHands, type Hands } from './hands.ts'

/** Something that happened at the account: a request of a box arrived, or somebody else did something. */
export type CloudEvent = (Delivery | { readonly box: undefined; readonly changes: number }) & {
  /** ms since 1970. */
  readonly at: number
}

/** A file or folder as it is in the account. */
export interface LiveItem {
  readonly key: PathKey
  /** The whole path as people see it. */
  readonly display: string
  readonly entry: RemoteEntry
  /** Of a file. */
  readonly content: Uint8Array | undefined
}

/** A revision with its bytes. */
export interface KeptRevision extends Revision {
  readonly content: Uint8Array
}

/** What was asked and changed since the account was made, or since it was last set to a snapshot. */
export interface Counts {
  /** Requests of boxes that arrived, and how many of them were to change something or brought content. */
  readonly requests: number
  readonly writeRequests: number
  /** Changes of files and folders: by boxes, and by hands. */
  readonly boxChanges: number
  readonly handChanges: number
}

/** Everything an account holds at one moment. */
export interface CloudSnapshot {
  readonly state: AccountState
  readonly counts: Counts
}

/** One box's connection. The methods of `Cloud` are the box's; the others are the world's. */
export interface SimulatedCloud extends Cloud, Omit<WireControl, 'cut' | 'plan'> {
  /** Makes something go wrong at a certain point. */
  plan(fault: PlannedFault): void
  /**
   * The box dies: nothing that it waits for ever settles, and it does nothing any more with what it was reading or writing. What it
   * had sent is done or not, as chance has it. The next life of the box needs a connection of its own.
   */
  crash(): void
}

export interface BoxConnection {
  readonly name: string
  /** The world's time, in which things are on their way; it goes on when the box has died. */
  readonly clock: Clock
  /** The chance of this connection alone. */
  readonly random: Random
  /** `calm` unless given. */
  readonly misbehaviour?: Misbehaviour
  readonly limits?: UploadLimits
  /** Told of each fault that strikes a request, by its name. */
  readonly struck?: (fault: string) => void
}

/** A Dropbox account in memory, shared by any number of boxes and hands. Does nothing by itself: the same calls, the same account. */
export interface SimulatedDropbox {
  cloudFor(box: BoxConnection): SimulatedCloud
  readonly hands: Hands
  /** Every file and folder, by path. */
  tree(): LiveItem[]
  /** What the file at a key holds; undefined when there is none. */
  contentAt(key: PathKey): Uint8Array | undefined
  /** Every state that a file ever had, the oldest first. */
  revisions(): KeptRevision[]
  /** Whether a content is in any revision. */
  holds(hash: ContentHash): boolean
  readonly counts: Counts
  /** Requests that were sent and have not arrived. */
  underWay(): number
  behave(habits: Habits): void
  /** Bytes that may be used; negative: nothing may be written. */
  setQuota(bytes: number): void
  /** Makes every cursor given so far useless. */
  resetCursors(): void
  /** Forgets every upload session that is not committed. */
  forgetSessions(): void
  /** Forgets an old revision for good, as Dropbox does after its time. */
  purge(rev: string): void
  /** Calls `listener` at each event, until the answer is called. */
  listen(listener: (event: CloudEvent) => void): () => void
  snapshot(): CloudSnapshot
  /** Sets the account to a snapshot. Connections made before are dead, and what they had sent never arrives. */
  restore(snapshot: CloudSnapshot): void
}

const usualLimits: UploadLimits = { largeFrom: 64, partSize: 24 }

const person: Person = { id: 'dbid:simulated', name: 'Freddy Simulated', email: 'freddy@example.com' }

/** An empty account. `random` is the account's own chance. */
export function createSimulatedDropbox({
  now,
  random,
  habits = usualHabits,
  quota = 2 * 1024 ** 3,
}: {
  /** ms since 1970. */
  readonly now: () => number
  readonly random: Random
  readonly habits?: Habits
  /** Bytes. */
  readonly quota?: number
}): SimulatedDropbox {
  const account: Account = { state: emptyAccount(quota), habits, random, now, listeners: new Set() }
  const none: Counts = { requests: 0, writeRequests: 0, boxChanges: 0, handChanges: 0 }
  const counts = { ...none }
  const listeners = new Set<(event: CloudEvent) => void>()
  let wires: WireControl[] = []

  const delivered = (delivery: Delivery): void => {
    counts.requests++
    if (isWrite(delivery.request) || sendsContent(delivery.request)) counts.writeRequests++
    counts.boxChanges += delivery.changes
    for (const listener of listeners) listener({ ...delivery, at: now() })
  }
  const acted = (changes: number): void => {
    counts.handChanges += changes
    for (const listener of listeners) listener({ box: undefined, changes, at: now() })
  }
  const contentOf = (of: ContentHash): Uint8Array => account.state.contents.get(of) ?? new Uint8Array()

  return {
    hands: createHands(account, acted),
    counts,
    cloudFor({ name, clock, random: chance, misbehaviour, limits = usualLimits, struck }) {
      const wire = createWire({ box: name, account, clock, random: chance, misbehaviour, delivered, struck })
      wires = [...wires.filter((one) => one.underWay() > 0 || !one.isDead()), wire]
      const { behave, plan, goOffline, goOnline, setLinked, underWay, openLongpolls, requests, isDead } = wire
      const control = {
        behave,
        plan,
        goOffline,
        goOnline,
        setLinked,
        underWay,
        openLongpolls,
        requests,
        isDead,
      }
      return { ...connect(wire, person, limits), ...control, crash: () => wire.cut(true) }
    },
    tree: () =>
      [...account.state.entries.values()]
        .flatMap((entry): LiveItem[] => {
          if (entry.kind === 'deleted') return []
          const { key, display, remote } = entry
          const content = remote.kind === 'file' ? contentOf(remote.hash) : undefined
          return [{ key: keyOf(key), display, entry: remote, content }]
        })
        .sort(byKey),
    contentAt(key) {
      const entry = account.state.entries.get(key)
      return entry?.kind === 'file' ? contentOf(entry.remote.hash) : undefined
    },
    revisions: () =>
      [...account.state.revisions.values()].map((revision) => ({
        ...revision,
        content: contentOf(revision.hash),
      })),
    holds: (of) => account.state.contents.has(of),
    underWay: () => wires.reduce((sum, wire) => sum + wire.underWay(), 0),
    behave(next) {
      account.habits = next
    },
    setQuota(bytes) {
      account.state.quota = bytes
    },
    resetCursors() {
      account.state.epoch++
    },
    forgetSessions: () => account.state.sessions.clear(),
    purge(rev) {
      const { revisions, contents } = account.state
      const purged = revisions.get(rev)
      revisions.delete(rev)
      if (purged === undefined) return
      for (const { hash: kept } of revisions.values()) if (kept === purged.hash) return
      contents.delete(purged.hash)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => ({ state: copyOf(account.state), counts: { ...counts } }),
    restore(snapshot) {
      for (const wire of wires) wire.cut(false)
      wires = []
      account.listeners.clear()
      account.state = copyOf(snapshot.state)
      Object.assign(counts, snapshot.counts)
    },
  }
}

function sendsContent(request: RequestName): boolean {
  return request === 'start-sessions' || request === 'append'
}
