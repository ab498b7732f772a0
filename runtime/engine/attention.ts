import type { Clock } from '../ports/clock.ts'
import type { Hint } from '../ports/watch.ts'

/** What the next cycle is to look at. */
export interface Looks {
  /** Absolute folders on the box that may have changed. */
  readonly folders: ReadonlySet<string>
  /** Everything on the box may have changed. */
  readonly everything: boolean
  /** Dropbox may have changed. */
  readonly remote: boolean
}

/** Gathers what asks for a cycle, and lets the engine wait for it. Hints that come while nobody waits are kept. */
export interface Attention {
  hint(hint: Hint): void
  remote(): void
  /** Asks for a plan without another look at either side (a transfer ended, a choice was made). */
  again(): void
  /** Resolves at the first request, or after `longest` ms. */
  wait(longest: number, signal: AbortSignal): Promise<void>
  /** Whether anything asks to be looked at now. */
  pending(): boolean
  /** Whether the box asks to be looked at. */
  hinted(): boolean
  /** Takes what was gathered. */
  take(): Looks
  /** Gives back what was taken and could not be looked at. */
  giveBack(looks: Looks): void
}

/** How many folders are looked at one by one before a scan of everything is cheaper. */
const manyFolders = 500

/** Why a wait ends; without a reason each hint would make an exception with a stack. */
const asking = 'asked'

export function createAttention(clock: Clock): Attention {
  let folders = new Set<string>()
  let everything = false
  let remote = false
  let asked = false
  /** Of the wait that is going on. */
  let wake: AbortController | undefined

  const ask = (): void => {
    asked = true
    wake?.abort(asking)
    wake = undefined
  }

  return {
    hint(hint) {
      if (hint.kind === 'everything' || folders.size >= manyFolders) everything = true
      else folders.add(hint.path)
      ask()
    },
    remote() {
      remote = true
      ask()
    },
    again: ask,
    async wait(longest, signal) {
      if (asked || signal.aborted) return
      const waiting = new AbortController()
      wake = waiting
      const end = (): void => waiting.abort(asking)
      signal.addEventListener('abort', end)
      await clock.sleep(longest, waiting.signal)
      signal.removeEventListener('abort', end)
    },
    pending: () => asked,
    hinted: () => everything || folders.size > 0,
    giveBack(looks) {
      folders = new Set([...folders, ...looks.folders])
      everything ||= looks.everything
      remote ||= looks.remote
    },
    take() {
      const looks = { folders, everything, remote }
      folders = new Set()
      everything = false
      remote = false
      asked = false
      return looks
    },
  }
}
