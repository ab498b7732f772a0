import { type Progress, sizeOf } from './progress.ts'
import type { SyncStatus } from './status.ts'

/** One file on its way; `bytes` of content, of which `moved` have gone. */
export interface ActiveTransfer {
  /** As people spell it. */
  readonly path: string
  readonly direction: 'up' | 'down'
  readonly bytes: number
  readonly moved: number
}

/** What is under way at one moment; `down` and `up` are bytes per second. */
export interface Activity {
  readonly status: SyncStatus
  readonly down: number
  readonly up: number
  /** What moves first, then what waits for its turn. */
  readonly transfers: readonly ActiveTransfer[]
  /** How many there are beside these. */
  readonly more: number
}

/** So many transfers are looked through for those that move. */
const mostLookedThrough = 10_000

/** Tells what is under way, `most` transfers by name. */
export function activityOf(status: SyncStatus, progress: Progress, most: number): Activity {
  const moving: ActiveTransfer[] = []
  const waiting: ActiveTransfer[] = []
  let count = 0
  for (const transfer of progress.transfers()) {
    if (++count > mostLookedThrough) continue
    const bytes = sizeOf(transfer)
    const moved = bytes - progress.left(transfer)
    const list = moved > 0 ? moving : waiting
    if (list.length === most) continue
    list.push({ path: transfer.display, direction: transfer.kind === 'upload' ? 'up' : 'down', bytes, moved })
  }
  const transfers = [...moving, ...waiting].slice(0, most)
  const { down, up } = progress.rates()
  return { status, down: Math.round(down), up: Math.round(up), transfers, more: count - transfers.length }
}
