import { type EitherSignal, eitherSignal } from '../core/either-signal.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

/** That a person has paused syncing; `until` is when it goes on by itself, ms since 1970, undefined: not before a person says so. */
export interface Paused {
  readonly until: number | undefined
}

const name = 'paused'
/** The clock is looked at this often, ms: it may be set, and timers stand still while the machine sleeps. */
const lookEvery = 60_000

/** Why a wait ends; without a reason it would make an exception with a stack. */
const over = 'paused'

/** What the store says of a pause, which outlives the agent. */
export function pausedIn(store: Pick<Store, 'value'>): Paused | undefined {
  const value = store.value(name)
  if (value === undefined) return undefined
  const until = Number(value)
  return { until: value === '' || Number.isNaN(until) ? undefined : until }
}

/** Writes down that syncing is paused, or that it is not any more. */
export function setPaused(store: Pick<Store, 'setValue'>, paused: Paused | undefined): void {
  store.setValue(name, paused && `${paused.until ?? ''}`)
}

/** Lets an engine stand still while a person wants that. */
export interface Pausing {
  now(): Paused | undefined
  /** Begins a pause, or gives it another end; resolves when the engine stands still. */
  begin(paused: Paused): Promise<void>
  end(): void
  /** Aborted when a pause begins, and with `signal`. */
  awake(signal: AbortSignal): AbortSignal
  /** To be called when nothing is under way any more; resolves when the pause is over. `told` is what it is, and each time what it is changed to. */
  standStill(signal: AbortSignal, told: (paused: Paused) => void): Promise<void>
  /** The engine ends: nothing happens any more, and what is begun from now on holds for the next one. */
  ended(): void
}

export function createPausing(store: Pick<Store, 'value' | 'setValue'>, clock: Clock): Pausing {
  let paused = pausedIn(store)
  let beginning = new AbortController()
  let ending = new AbortController()
  /** What is aborted by a pause that begins, or by the end of the engine. */
  let following: EitherSignal | undefined
  let waiting: (() => void)[] = []
  let isOver = false

  const still = (): void => {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  const end = (): void => {
    if (paused === undefined) return
    setPaused(store, undefined)
    paused = undefined
    following?.leave()
    following = undefined
    beginning = new AbortController()
    ending.abort(over)
    still()
  }

  return {
    now: () => paused,
    begin(wanted) {
      setPaused(store, wanted)
      paused = wanted
      if (isOver) return Promise.resolve()
      const resting = new Promise<void>((resolve) => waiting.push(resolve))
      beginning.abort(over)
      // The one that is waited for has another end now.
      ending.abort(over)
      return resting
    },
    end,
    awake(signal) {
      following ??= eitherSignal(signal, beginning.signal)
      return following.signal
    },
    async standStill(signal, told) {
      let before: Paused | undefined
      while (paused !== undefined && !signal.aborted) {
        if (paused !== before) told(paused)
        before = paused
        still()
        const left = paused.until === undefined ? lookEvery : paused.until - clock.now()
        if (left <= 0) return end()
        ending = new AbortController()
        const wake = (): void => ending.abort(over)
        signal.addEventListener('abort', wake)
        await clock.sleep(Math.min(left, lookEvery), ending.signal)
        signal.removeEventListener('abort', wake)
      }
    },
    ended() {
      isOver = true
      still()
    },
  }
}
