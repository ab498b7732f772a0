import type { Clock } from '../ports/clock.ts'
import type { Transfer } from './flights.ts'
import type { SyncStatus } from './status.ts'

/** Rates are measured over this many ms. */
const window = 5_000
/** Bytes that move within so many ms are one sample. */
const sampleLength = 100

/** Reckons how much is under way and how long it will take, each time in the same few steps however many files there are. */
export interface Progress {
  began(transfer: Transfer): void
  moved(transfer: Transfer, bytes: number): void
  ended(transfer: Transfer): void
  /** Bytes that a transfer still has to move. */
  left(transfer: Transfer): number
  /** Bytes per second that came and went lately. */
  rates(): { readonly down: number; readonly up: number }
  /** The transfers under way, those that began first before others. */
  transfers(): Iterable<Transfer>
  /** What is under way, or undefined when nothing is. */
  status(): Extract<SyncStatus, { state: 'syncing' }> | undefined
}

export function createProgress(clock: Clock): Progress {
  let samples: { readonly at: number; readonly kind: Transfer['kind']; bytes: number }[] = []
  /** Bytes that are still to move, by transfer and in all. */
  const left = new Map<Transfer, number>()
  let bytes = 0
  const files = { upload: 0, download: 0 }

  /** Over the whole window: a transfer that has just begun seems slower than it is. */
  const rates = (): { readonly down: number; readonly up: number } => {
    const since = clock.monotonic() - window
    samples = samples.filter(({ at }) => at >= since)
    const moved = { download: 0, upload: 0 }
    for (const sample of samples) moved[sample.kind] += sample.bytes
    return { down: moved.download / (window / 1000), up: moved.upload / (window / 1000) }
  }

  return {
    rates,
    transfers: () => left.keys(),
    began(transfer) {
      const size = sizeOf(transfer)
      left.set(transfer, size)
      bytes += size
      files[transfer.kind]++
    },
    moved(transfer, moved) {
      const now = clock.monotonic()
      const last = samples.at(-1)
      if (last?.kind === transfer.kind && now - last.at < sampleLength) last.bytes += moved
      else samples.push({ at: now, kind: transfer.kind, bytes: moved })
      const before = left.get(transfer)
      if (before === undefined) return
      // What is sent a second time does not count again.
      const after = Math.max(0, before - moved)
      left.set(transfer, after)
      bytes -= before - after
    },
    ended(transfer) {
      bytes -= left.get(transfer) ?? 0
      if (left.delete(transfer)) files[transfer.kind]--
    },
    left: (transfer) => left.get(transfer) ?? 0,
    status() {
      if (left.size === 0) return undefined
      const { down, up } = rates()
      const rate = down + up
      const secondsLeft = rate > 0 ? Math.ceil(bytes / rate) : undefined
      const direction = files.upload === 0 ? 'down' : files.download === 0 ? 'up' : 'both'
      return { state: 'syncing', files: left.size, bytes, direction, secondsLeft }
    },
  }
}

/** Bytes of a transfer's content. */
export function sizeOf(transfer: Transfer): number {
  return transfer.kind === 'upload' ? transfer.local.size : transfer.remote.size
}
