import { type Doubt, longestUnwritten } from '../../core/safety/power-cut.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Machine } from '../../ports/machine.ts'
import { type Store, StoreError } from '../../ports/store.ts'

/**
 * Knows whether the machine may have lost what was written last: it runs again under another boot id, and the agent did not end in order.
 * A kill alone loses nothing that was written.
 */
export interface PowerCut {
  /** To be called before each look at the box; does its work once. */
  begin(): void
  /** What to doubt, until everything has been looked at and put in order; undefined: nothing. */
  doubt(): Doubt | undefined
  /** A scan of everything ended, which began at this moment (ms since 1970). */
  scanned(began: number): void
  /** Nothing is left to do. */
  quiet(): void
  /** The agent ends in order. */
  end(): void
}

const runningOn = 'running-on'
const scannedAt = 'scanned-at'
const doubted = 'doubted'

export function createPowerCut(store: Store, clock: Clock, machine: Machine): PowerCut {
  const stored = store.value(doubted)
  let begun = false
  let doubt: Doubt | undefined = stored === undefined ? undefined : JSON.parse(stored)
  const put = (next: Doubt | undefined): void => {
    doubt = next
    store.setValue(doubted, next === undefined ? undefined : JSON.stringify(next))
  }
  return {
    begin() {
      if (begun) return
      const before = store.value(runningOn)
      const { boot } = machine.self
      store.transaction(() => {
        if (before !== undefined && before !== boot) {
          const since = Number(store.value(scannedAt) ?? longestUnwritten) - longestUnwritten
          put({ since: Math.min(since, doubt?.since ?? since), until: clock.now() })
        }
        store.setValue(runningOn, boot)
      })
      begun = true
    },
    doubt: () => doubt,
    scanned: (began) => store.setValue(scannedAt, String(began)),
    quiet() {
      if (doubt !== undefined) put(undefined)
    },
    end() {
      if (!begun) return
      begun = false
      try {
        store.setValue(runningOn, undefined)
      } catch (error) {
        // Then the next start on another boot doubts what it need not.
        if (!(error instanceof StoreError)) throw error
      }
    },
  }
}
