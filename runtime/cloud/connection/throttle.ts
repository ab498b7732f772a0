import { createByteRate } from '../../core/rates/byte-rate.ts'
import type { Clock } from '../../ports/clock.ts'

/** Bytes per second in each direction, over all connections; undefined: no limit. */
export interface Bandwidth {
  readonly down: number | undefined
  readonly up: number | undefined
}

/** One direction of everything that goes between this box and Dropbox. */
export interface Gate {
  /** Resolves when so many bytes may pass; undefined when they may now. Rejects with the signal's reason when aborted; the bytes count all the same. */
  pass(bytes: number, signal: AbortSignal | undefined): Promise<void> | undefined
  /** Bytes to let pass at once: `most`, or less where that would hold up others. */
  piece(most: number): number
}

/** How fast bodies go up and come down. Headers do not count. */
export interface Throttle {
  readonly up: Gate
  readonly down: Gate
  /** Holds at once, for what is on its way, too. */
  set(bandwidth: Bandwidth): void
}

/** What passes at once takes so long, in ms, so that streams take turns and progress is told evenly. */
const turn = 50
const smallestPiece = 1024

/** Where nothing is limited. */
export const openGate: Gate = { pass: () => undefined, piece: (most) => most }

export function createThrottle(clock: Clock, bandwidth: Bandwidth): Throttle {
  const up = createGate(clock, bandwidth.up)
  const down = createGate(clock, bandwidth.down)
  return {
    up,
    down,
    set(next) {
      up.limit(next.up)
      down.limit(next.down)
    },
  }
}

/** The parts of `bytes` one after the other, each when it may pass. */
export async function* pacing(
  gate: Gate,
  bytes: Uint8Array,
  most: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.byteLength; ) {
    const part = bytes.subarray(at, at + gate.piece(most))
    // Without a limit nothing is waited for: each wait is a turn of the event loop.
    const passing = gate.pass(part.byteLength, signal)
    if (passing !== undefined) await passing
    yield part
    at += part.byteLength
  }
}

function createGate(
  clock: Clock,
  initial: number | undefined,
): Gate & { limit(bytesPerSecond: number | undefined): void } {
  const rate = createByteRate(initial)
  let perSecond = initial
  let changed = new AbortController()

  return {
    pass(bytes, signal) {
      const place = rate.take(clock.monotonic(), bytes)
      if (place === undefined) return undefined
      const wait = async (): Promise<void> => {
        for (let left = rate.wait(clock.monotonic(), place); left > 0; ) {
          await clock.sleep(left, signal ? AbortSignal.any([signal, changed.signal]) : changed.signal)
          signal?.throwIfAborted()
          left = rate.wait(clock.monotonic(), place)
        }
      }
      return wait()
    },
    piece(most) {
      if (perSecond === undefined) return most
      return Math.min(most, Math.max(smallestPiece, Math.floor((perSecond * turn) / 1000)))
    },
    limit(bytesPerSecond) {
      rate.limit(clock.monotonic(), bytesPerSecond)
      perSecond = bytesPerSecond
      changed.abort()
      changed = new AbortController()
    },
  }
}
