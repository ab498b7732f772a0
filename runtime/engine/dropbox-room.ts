import type { Operation } from '../core/plan/operation.ts'
import { fitting, type Outgoing } from '../core/safety/dropbox-room.ts'
import type { Clock } from '../ports/clock.ts'
import { type Cloud, CloudError } from '../ports/cloud.ts'
import type { Store } from '../ports/store.ts'
import type { Flights } from './flights.ts'
import type { Setbacks } from './setbacks.ts'
import type { Problem } from './status.ts'

type Upload = Extract<Operation, { kind: 'upload' }>

/** Holds back what does not fit into Dropbox, which would be sent in vain. Everything else goes on: downloads, deletions, moves, and what is small enough. */
export interface DropboxRoom {
  /** The operations without the uploads for which there is no room now. Throws CloudError. */
  review(operations: readonly Operation[], signal: AbortSignal): Promise<readonly Operation[]>
  /** The files that wait for room. */
  problems(): readonly Problem[]
  /** Something changed in Dropbox: there may be room. */
  doubt(): void
  /** A person asks for another try. */
  tryAgain(): void
  /** ms until it is to be asked again, or undefined when nothing waits: nobody tells of space that is bought, or freed in another one's folder. */
  wait(): number | undefined
}

/** Bytes; less than this is sent unasked, until Dropbox has refused something for want of room. */
const askedFrom = 16 * 1024 ** 2
/** ms between two questions while something waits. */
const firstPause = 60_000
const longestPause = 10 * 60_000
/** The same, once Dropbox has changed. */
const shortestPause = 5_000
/** ms for which a Dropbox that does not say how full it is counts as without limit. */
const unknownFor = 60 * 60_000

export function createDropboxRoom(parts: {
  readonly cloud: Pick<Cloud, 'space'>
  readonly store: Pick<Store, 'get'>
  readonly clock: Clock
  readonly flights: Pick<Flights, 'at'>
  readonly setbacks: Pick<Setbacks, 'reasonAt'>
}): DropboxRoom {
  const { cloud, store, clock, flights, setbacks } = parts
  /** What was free when that was asked, without what was let go up since; monotonic ms. */
  let known: { free: number; readonly at: number } | undefined
  /** What was let go up already, so that it counts once. */
  let counted = new Set<string>()
  let waiting: readonly Upload[] = []
  let pause = firstPause
  let doubted: 'by what changed' | 'by a person' | undefined

  const ask = async (signal: AbortSignal): Promise<number> => {
    const at = clock.monotonic()
    doubted = undefined
    counted = new Set()
    try {
      const { used, allocated } = await cloud.space(signal)
      known = { free: Math.max(0, allocated - used), at }
    } catch (error) {
      if (!(error instanceof CloudError) || (error.code !== 'bad-answer' && error.code !== 'app-refused'))
        throw error
      known = { free: Number.MAX_SAFE_INTEGER, at: at + unknownFor }
    }
    return known.free
  }

  /** Bytes by which Dropbox holds more once this is in it. Old revisions do not count. */
  const needOf = ({ path, local, over }: Upload): number => {
    if (over === undefined) return local.size
    const { remote } = store.get(path)
    return Math.max(0, local.size - (remote?.kind === 'file' ? remote.size : 0))
  }

  const untilAsked = (): number => {
    if (known === undefined || doubted === 'by a person') return 0
    return known.at + (doubted === undefined ? pause : shortestPause) - clock.monotonic()
  }

  const isCounted = ({ item }: Outgoing<Upload>): boolean => counted.has(markOf(item))

  /** What is free for files that are not counted yet; asks where what is known is too little, or too old to tell. */
  const freeFor = async (outgoing: readonly Outgoing<Upload>[], signal: AbortSignal): Promise<number> => {
    const needed = outgoing.reduce((sum, each) => sum + (isCounted(each) ? 0 : each.bytes), 0)
    const isRefused = outgoing.some(({ item }) => setbacks.reasonAt(item.path) === 'dropbox-full')
    if (known === undefined) return needed < askedFrom && !isRefused ? Number.POSITIVE_INFINITY : ask(signal)
    if (waiting.length > 0 || isRefused) return untilAsked() <= 0 ? ask(signal) : known.free
    return needed > known.free ? ask(signal) : known.free
  }

  return {
    async review(operations, signal) {
      const uploads = operations.filter((operation): operation is Upload => operation.kind === 'upload')
      const [before, waitedBefore] = [known, waiting.length > 0]
      // What is under way comes first: it has begun to fill its room.
      const begun = uploads.filter(({ path }) => flights.at(path) !== undefined)
      const rest = uploads.filter(({ path }) => flights.at(path) === undefined)
      const outgoing = [...begun, ...rest].map((item) => ({ item, bytes: needOf(item) }))
      const free = outgoing.length === 0 ? 0 : await freeFor(outgoing, signal)
      const { fits, waits } = fitting(
        outgoing.map((each) => (isCounted(each) ? { ...each, bytes: 0 } : each)),
        free,
      )
      if (known !== undefined) for (const { bytes } of fits) known.free -= bytes
      counted = new Set(fits.map(({ item }) => markOf(item)))
      waiting = waits
      if (waits.length === 0) pause = firstPause
      else if (waitedBefore && known !== before) pause = Math.min(longestPause, pause * 2)
      const held = new Set<Operation>(waits)
      return held.size === 0 ? operations : operations.filter((operation) => !held.has(operation))
    },
    problems: () => waiting.map(({ display }) => ({ path: display, why: { reason: 'dropbox-full' } })),
    doubt() {
      doubted ??= 'by what changed'
    },
    tryAgain() {
      doubted = 'by a person'
    },
    wait: () => (waiting.length === 0 ? undefined : Math.max(0, untilAsked())),
  }
}

/** Tells one content that goes to a place from another. */
function markOf({ path, local }: Upload): string {
  return `${local.hash} ${path}`
}
