import { isMark, markPath } from '../../core/cloud-mark.ts'
import { contentHashOf } from '../../core/content-hash.ts'
import { isWithin } from '../../core/path.ts'
import type { RemoteFile } from '../../core/tree.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Cloud, CloudError, type ItemResult, type RemoteChange } from '../../ports/cloud.ts'
import type { Random } from '../../ports/random.ts'
import type { Store } from '../../ports/store.ts'
import type { Attention } from '../attention.ts'
import type { Log } from '../log.ts'
import type { EngineSettings } from '../settings.ts'

/** `refused`: Dropbox does not let this box write its mark, so that a box which is restored as a whole cannot be recognised. */
export type CloudMarkState = 'off' | 'not-yet' | 'written' | 'refused'

/**
 * The mark of this box in Dropbox: a small file that is written anew while things sync. A box that was restored as a whole, files and memory
 * together, agrees with itself and is only old; but the delta then tells it of a mark that it does not remember having written. So it is with a
 * copy of a box, once the other one has gone on.
 */
export interface CloudMark {
  /** Takes in a line of the delta that is about marks, in the transaction that applies it; false for any other line, which is to be applied. */
  told(change: RemoteChange): boolean
  /** Whether a mark of this box was seen that this box does not remember, and nobody has chosen since. */
  movedOn(): boolean
  /** Writes the mark, if something has changed since it was written last and that is long enough ago. Throws CloudError. */
  write(signal: AbortSignal): Promise<void>
  /** The same before an orderly end, whenever it was written last; takes 2 seconds at most and never throws a CloudError. */
  writeLast(): Promise<void>
  /** Nothing is at stake any more, or a person has chosen: this box goes on, as one of its own. */
  goOn(): void
  /** What this box is called in conflict copies. A box that may be a copy of another one has a part of its identity in its name. */
  boxName(): string
  state(): CloudMarkState
  /** Whether a mark of another life of this box came while this one was at work: a copy, and no earlier restore. */
  copied(): boolean
}

interface Known {
  readonly identity: string
  /** Counted up each time the mark is written; for people. */
  readonly generation: number
  /** The content hashes of the last marks, also of one that was on its way when the agent was killed. */
  readonly hashes: readonly string[]
  /** The revision that stands in Dropbox. */
  readonly rev: string | undefined
  readonly movedOn: boolean
  readonly renewed: boolean
}

const name = 'cloud-mark'
/** Of so many marks a late answer may still tell. */
const remembered = 8
/** A life that changes something leaves its mark after this time at the latest; ms. */
const longestUnmarked = 60_000
const longestLast = 2_000

export function createCloudMark(parts: {
  readonly store: Store
  readonly cloud: Pick<Cloud, 'upload'>
  readonly clock: Clock
  readonly random: Random
  readonly settings: Pick<EngineSettings, 'boxName' | 'markEvery' | 'markInDropbox'>
  /** How many effects were recorded since the start. */
  readonly effects: () => number
  /** Whether this agent, and no other one, syncs the Dropbox folder at this moment. */
  readonly holds: () => Promise<boolean>
  readonly attention: Pick<Attention, 'remote'>
  readonly log: Log
}): CloudMark {
  const { store, cloud, clock, random, settings, effects, holds, attention, log } = parts
  const { markEvery, markInDropbox } = settings
  const firstDue = clock.monotonic() + Math.min(markEvery, longestUnmarked) - markEvery
  let written = { at: firstDue, effects: 0 }
  let refused = false
  /** Both sides were the same in this life, so that what is told from now on is of now. */
  let atWork = false
  let copied = false

  const known = (): Known | undefined => {
    const text = store.value(name)
    return text === undefined ? undefined : JSON.parse(text)
  }
  const put = (next: Known): void => store.setValue(name, JSON.stringify(next))
  const anew = (): Known => ({
    identity: random.identity(),
    ...{ generation: 0, hashes: [], rev: undefined, movedOn: false, renewed: false },
  })
  const stranger = (): Known => ({ ...anew(), movedOn: true, renewed: true })

  const isDue = (): boolean =>
    markInDropbox && !refused && effects() !== written.effects && known()?.movedOn !== true

  const write = async (signal: AbortSignal): Promise<void> => {
    const before = known() ?? anew()
    const generation = before.generation + 1
    const { identity, rev } = before
    const content = contentOf(identity, generation, settings.boxName, random.identity())
    const hash = contentHashOf(content)
    // Remembered before it is sent: a kill between the two leaves a mark that is known.
    put({ ...before, generation, hashes: [...before.hashes, hash].slice(-remembered) })
    written = { at: clock.monotonic(), effects: effects() }
    const result = await send(markPath(identity), content, hash, rev, signal)
    if (result.ok) {
      const now = known()
      if (now?.identity === identity) put({ ...now, rev: result.value.rev })
      return
    }
    log.info('mark', { refusal: result.refusal })
    written = { ...written, effects: -1 }
    if (result.refusal.reason === 'conflict') {
      // Another mark stands there, of which the delta tells, or none.
      put({ ...(known() ?? before), rev: undefined })
      attention.remote()
    } else refused = result.refusal.reason !== 'interrupted' && result.refusal.reason !== 'no-space'
  }

  const send = async (
    path: string,
    content: Uint8Array,
    hash: string,
    over: string | undefined,
    signal: AbortSignal,
  ): Promise<ItemResult<RemoteFile>> => {
    const open = async () => ({
      read: async (offset: number, length: number) => content.subarray(offset, offset + length),
      unchanged: async () => true,
      close: async () => {},
    })
    const request = { path, size: content.length, hash, modified: clock.now(), over, open }
    try {
      for await (const [, result] of cloud.upload([request], { signal, sessions: store.sessions }))
        return result
    } catch (error) {
      if (!(error instanceof CloudError) || error.code !== 'app-refused') throw error
      return { ok: false, refusal: { reason: 'no-permission', detail: error.message } }
    }
    return { ok: false, refusal: { reason: 'interrupted', detail: 'no answer' } }
  }

  return {
    told(change) {
      if (!isMark(change.path)) return false
      const before = known()
      const own = before && markPath(before.identity)
      if (before === undefined || own === undefined || !isWithin(own, change.path)) return true
      if (change.kind === 'deleted') put({ ...before, rev: undefined })
      else if (change.entry.kind === 'file') {
        const { rev, hash } = change.entry
        // Whoever wrote it goes on under that identity; this box gets another one, and with it another name for its conflict copies.
        const isOurs = before.hashes.includes(hash) || !markInDropbox
        copied ||= atWork && !isOurs
        put(isOurs ? { ...before, rev } : stranger())
      }
      return true
    },
    movedOn: () => markInDropbox && known()?.movedOn === true,
    copied: () => copied,
    async write(signal) {
      atWork = true
      if (isDue() && clock.monotonic() - written.at >= markEvery && (await holds())) await write(signal)
    },
    async writeLast() {
      if (!isDue() || !(await holds())) return
      const limit = new AbortController()
      const ended = new AbortController()
      const timer = clock.sleep(longestLast, ended.signal).then(() => limit.abort())
      try {
        await write(limit.signal)
      } catch (error) {
        if (!(error instanceof CloudError)) throw error
        log.info('mark', { code: error.code })
      } finally {
        ended.abort()
        await timer
      }
    },
    goOn() {
      const before = known()
      if (before !== undefined) put({ ...before, movedOn: false })
      written = { at: firstDue, effects: -1 }
    },
    boxName() {
      const now = known()
      return now?.renewed ? `${settings.boxName} ${now.identity.slice(0, 4)}` : settings.boxName
    },
    state() {
      if (!markInDropbox) return 'off'
      if (refused) return 'refused'
      return known()?.rev === undefined ? 'not-yet' : 'written'
    },
  }
}

function contentOf(identity: string, generation: number, box: string, nonce: string): Uint8Array {
  const about =
    'A computer that syncs with this Dropbox notices by this file that it was restored to an older state, or copied. It may be deleted.'
  return new TextEncoder().encode(`${JSON.stringify({ about, box, identity, generation, nonce }, null, 2)}\n`)
}
