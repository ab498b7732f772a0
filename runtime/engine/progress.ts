import type { Clock } from '../ports/clock.ts'
import type { Flight, Transfer } from './flights.ts'
import type { SyncStatus } from './status.ts'

/** Rates are measured over this many ms. */
const window = 5_000

/** Reckons how much is under way and how long it will take. */
export interface Progress {
  moved(transfer: Transfer, bytes: number): void
  /** What is under way, or undefined when nothing is. */
  status(flights: Iterable<Flight>): Extract<SyncStatus, { state: 'syncing' }> | undefined
}

export function createProgress(clock: Clock): Progress {
  let samples: { readonly at: number; readonly bytes: number }[] = []
  const movedOf = new Map<Transfer, number>()

  return {
    moved(transfer, bytes) {
      movedOf.set(transfer, (movedOf.get(transfer) ?? 0) + bytes)
      samples.push({ at: clock.monotonic(), bytes })
    },
    status(flights) {
      const open = new Set<Transfer>()
      let bytes = 0
      for (const { operation } of flights) {
        open.add(operation)
        bytes += Math.max(0, sizeOf(operation) - (movedOf.get(operation) ?? 0))
      }
      for (const transfer of movedOf.keys()) if (!open.has(transfer)) movedOf.delete(transfer)
      if (open.size === 0) return undefined

      const since = clock.monotonic() - window
      samples = samples.filter(({ at }) => at >= since)
      const rate = samples.reduce((sum, sample) => sum + sample.bytes, 0) / (window / 1000)
      const secondsLeft = rate > 0 ? Math.ceil(bytes / rate) : undefined
      return { state: 'syncing', files: open.size, bytes, direction: directionOf(open), secondsLeft }
    },
  }
}

function sizeOf(transfer: Transfer): number {
  return transfer.kind === 'upload' ? transfer.local.size : transfer.remote.size
}

function directionOf(transfers: Iterable<Transfer>): 'up' | 'down' | 'both' {
  const kinds = new Set([...transfers].map(({ kind }) => kind))
  if (kinds.size > 1) return 'both'
  return kinds.has('upload') ? 'up' : 'down'
}
