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
  /** What is under way, or undefined when nothing is. */
  status(): Extract<SyncStatus, { state: 'syncing' }> | undefined
}

export function createProgress(clock: Clock): Progress {
  let samples: { readonly at: number; bytes: number }[] = []
  /** Bytes that are still to move, by transfer and in all. */
  const left = new Map<Transfer, number>()
  let bytes = 0
  const files = { upload: 0, download: 0 }

  return {
    began(transfer) {
      const size = sizeOf(transfer)
      left.set(transfer, size)
      bytes += size
      files[transfer.kind]++
    },
    moved(transfer, moved) {
      const now = clock.monotonic()
      const last = samples.at(-1)
      if (last !== undefined && now - last.at < sampleLength) last.bytes += moved
      else samples.push({ at: now, bytes: moved })
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
      const since = clock.monotonic() - window
      samples = samples.filter(({ at }) => at >= since)
      const rate = samples.reduce((sum, sample) => sum + sample.bytes, 0) / (window / 1000)
      const secondsLeft = rate > 0 ? Math.ceil(bytes / rate) : undefined
      const direction = files.upload === 0 ? 'down' : files.download === 0 ? 'up' : 'both'
      return { state: 'syncing', files: left.size, bytes, direction, secondsLeft }
    },
  }
}

function sizeOf(transfer: Transfer): number {
  return transfer.kind === 'upload' ? transfer.local.size : transfer.remote.size
}
