import type { Clock } from '../ports/clock.ts'
import type { Hint } from '../ports/watch.ts'
import type { Attention } from './attention.ts'
import type { Execution } from './execution.ts'
import type { Observation } from './observe/observation.ts'
import type { Rest } from './rest.ts'
import type { Standing } from './standing.ts'
import type { SyncStatus } from './status.ts'

/** A scan of everything that took longer, ms, is not begun in the last seconds: what the watcher told of is looked at. */
const quickScan = 500

/** Why the wait ends; without a reason it would make an exception with a stack. */
const over = 'finished'

/** Ends the work of an engine: what is small still goes up. */
export interface Finish {
  /** Resolves when nothing small is left to send, or nothing can be sent, or after so many ms. */
  within(duration: number): Promise<void>
  /** Whether the end has begun. */
  begun(): boolean
  /** ms left of the time that the end may take; 0 before it was asked for. */
  left(): number
  /** The engine ends, whatever is left. */
  ended(): void
  /** To be told after each turn; `looked`: the end had begun before it did. */
  turned(looked: boolean): void
}

export function createFinish(parts: {
  readonly clock: Clock
  readonly attention: Attention
  readonly execution: Pick<Execution, 'finish' | 'busy'>
  readonly rest: Rest
  readonly standing: Standing
  readonly observation: Pick<Observation, 'lastScan'>
  /** The hint that everything on the box may have changed. */
  readonly everywhere: Hint
}): Finish {
  const { clock, attention, execution, rest, standing, observation, everywhere } = parts
  let begun = false
  /** Monotonic ms. */
  let until = Number.NEGATIVE_INFINITY
  const done = new AbortController()

  return {
    async within(duration) {
      until = clock.monotonic() + duration
      if (cannotSend(standing.state()) || done.signal.aborted) return
      begun = true
      execution.finish()
      // Only the box is looked at: what Dropbox has meanwhile, an upload finds out by itself.
      const took = observation.lastScan()
      if (took !== undefined && took <= quickScan) attention.hint(everywhere)
      else attention.again()
      rest.end()
      const stop = standing.listen((status) => {
        if (cannotSend(status)) done.abort(over)
      })
      await clock.sleep(duration, done.signal)
      stop()
    },
    begun: () => begun,
    left: () => Math.max(0, until - clock.monotonic()),
    ended: () => done.abort(over),
    turned(looked) {
      if (!begun || done.signal.aborted) return
      if (!looked) attention.again()
      else if (!execution.busy() && !attention.pending()) done.abort(over)
    },
  }
}

/** Whether nothing goes to Dropbox now, and nothing will before long. */
function cannotSend({ state }: SyncStatus): boolean {
  switch (state) {
    case 'starting':
    case 'listing':
    case 'offline':
    case 'unlinked':
    case 'failed':
    case 'paused':
      return true
    case 'checking':
    case 'syncing':
    case 'up-to-date':
    case 'halted':
      return false
    default:
      return state satisfies never
  }
}
