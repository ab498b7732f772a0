import type { Clock } from '../../../../runtime/ports/clock.ts'

/** Whether a box has a connection, and who is told of it. */
export interface Line {
  isOnline(): boolean
  /** `duration` in ms; without one, until `goOnline`. */
  goOffline(duration?: number): void
  goOnline(): void
  /** What became of an attempt: undefined says that there was an answer. */
  reached(now: string | undefined): void
  /** Tells of attempts without an answer, and of the next one with one; see `Cloud.watchConnection`. */
  watch(told: (trouble: string | undefined) => void): void
  /** Tells when the connection goes away or the box dies, to what waits at the account; gives the way to stop being told. */
  onBroken(listener: (why: 'offline' | 'dead') => void): () => void
  breakOff(why: 'offline' | 'dead'): void
  /** How many wait to be told that it breaks. */
  listeners(): number
}

export function createLine(clock: Clock): Line {
  let offlineUntil = Number.NEGATIVE_INFINITY
  let trouble: string | undefined
  const watchers: ((trouble: string | undefined) => void)[] = []
  const broken = new Set<(why: 'offline' | 'dead') => void>()
  const line: Line = {
    isOnline: () => clock.monotonic() >= offlineUntil,
    goOffline(duration = Number.POSITIVE_INFINITY) {
      offlineUntil = clock.monotonic() + duration
      line.breakOff('offline')
    },
    goOnline() {
      offlineUntil = Number.NEGATIVE_INFINITY
    },
    reached(now) {
      if (trouble === undefined && now === undefined) return
      trouble = now
      for (const told of watchers) told(now)
    },
    watch: (told) => void watchers.push(told),
    onBroken(listener) {
      broken.add(listener)
      return () => broken.delete(listener)
    },
    breakOff(why) {
      for (const listener of [...broken]) listener(why)
    },
    listeners: () => broken.size,
  }
  return line
}
