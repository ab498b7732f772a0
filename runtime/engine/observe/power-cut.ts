import { type Doubt, longestUnwritten } from '../../core/safety/power-cut.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Machine } from '../../ports/machine.ts'
import { type Store, StoreError } from '../../ports/store.ts'

/**
 * Knows whether the machine may have lost what was written last: it runs again under another boot id. Where the agent had ended in order, only what was
 * written since counts as lost. A kill alone loses nothing that was written.
 */
export interface PowerCut {
  /** To be called before each scan, while this agent holds the home; does its work once. */
  begin(): void
  /** The home is not this agent's, or not any more: what is known of its end and of power cuts is the other's to keep. */
  leave(): void
  /** What to doubt, until everything has been looked at and put in order; undefined: nothing. */
  doubt(): Doubt | undefined
  /** A scan of everything ended, which began at this moment (ms since 1970). */
  scanned(began: number): void
  /** Nothing is left to do. */
  quiet(): void
  /** The agent ends in order. */
  end(): void
}

interface End {
  readonly boot: string
  /** ms since 1970. */
  readonly at: number
}

function endIn(store: Store): End | undefined {
  const text = store.value(endedOn)
  return text === undefined ? undefined : JSON.parse(text)
}

/** What is kept of a doubt. */
type Span = Omit<Doubt, 'now'>

const runningOn = 'running-on'
/** Where and when the agent ended in order. */
const endedOn = 'ended-on'
const scannedAt = 'scanned-at'
const doubted = 'doubted'
/** By how many ms the clock was set back shortly before the last scan of everything; what was written before that has times in the future. */
const clockBehind = 'clock-behind'
/** ms by which a clock may go wrong without having been set. */
const slack = 1_000
/** ms by which the times of files may be behind the clock: they are taken from the kernel's last tick (CONFIG_HZ, 100 at least). */
const tick = 10

export function createPowerCut(store: Store, clock: Clock, machine: Machine): PowerCut {
  const stored = (): Span | undefined => {
    const text = store.value(doubted)
    return text === undefined ? undefined : JSON.parse(text)
  }
  const offsetNow = (): number => clock.now() - clock.monotonic()
  let offset = offsetNow()
  let jumps: readonly { readonly at: number; readonly by: number }[] = []
  /** How far the clock was set ahead and back while what was written then may not be on the disk yet. */
  const clockSet = (): { readonly ahead: number; readonly behind: number } => {
    const now = clock.monotonic()
    const by = offsetNow() - offset
    offset += by
    const recent = jumps.filter(({ at }) => now - at <= 2 * longestUnwritten)
    jumps = Math.abs(by) > slack ? [...recent, { at: now, by }] : recent
    const sum = (sign: number): number =>
      jumps.reduce((total, jump) => total + Math.max(0, sign * jump.by), 0)
    return { ahead: sum(1), behind: sum(-1) }
  }
  let begun = false
  let doubt = stored()
  const put = (next: Span | undefined): void => {
    doubt = next
    store.setValue(doubted, next === undefined ? undefined : JSON.stringify(next))
  }
  return {
    begin() {
      if (begun) return
      doubt = stored()
      const before = store.value(runningOn)
      const { boot } = machine.self
      store.transaction(() => {
        if (before !== undefined && before !== boot) {
          const scanned = Number(store.value(scannedAt) ?? longestUnwritten)
          const since = scanned - longestUnwritten
          const now = clock.now()
          // A clock that is behind the last scan was set back since, and nobody knows how far.
          const until = now < scanned ? Number.MAX_SAFE_INTEGER : now + Number(store.value(clockBehind) ?? 0)
          put({ since: Math.min(since, doubt?.since ?? since), until })
        }
        const ended = endIn(store)
        if (before === undefined && ended !== undefined && ended.boot !== boot) {
          // What was not synced yet, or seen, may have been on its way to the disk when the agent ended.
          const since = Math.min(ended.at - longestUnwritten, doubt?.since ?? ended.at)
          put({ since, until: clock.now(), ...(doubt === undefined ? { goneSince: ended.at } : {}) })
        }
        store.setValue(runningOn, boot)
        store.setValue(endedOn, undefined)
      })
      begun = true
    },
    leave() {
      begun = false
    },
    doubt: () => doubt && { ...doubt, now: clock.now() },
    scanned(began) {
      const { ahead, behind } = clockSet()
      store.setValue(scannedAt, String(began - ahead))
      if (behind > 0) store.setValue(clockBehind, String(behind))
      else if (store.value(clockBehind) !== undefined) store.setValue(clockBehind, undefined)
    },
    quiet() {
      if (doubt !== undefined) put(undefined)
    },
    end() {
      if (!begun) return
      begun = false
      try {
        const ended: End = { boot: machine.self.boot, at: clock.now() - tick }
        store.transaction(() => {
          store.setValue(runningOn, undefined)
          store.setValue(endedOn, JSON.stringify(ended))
        })
      } catch (error) {
        // Then the next start on another boot doubts what it need not.
        if (!(error instanceof StoreError)) throw error
      }
    },
  }
}
