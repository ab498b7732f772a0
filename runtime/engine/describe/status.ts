import { countOf } from '../../core/amounts.ts'
import { localMinute } from '../day.ts'
import type { SyncStatus } from '../status.ts'

/** What the agent is doing in one line, in the words of Dropbox's own client where it has some. */
export function describeStatus(status: SyncStatus): string {
  switch (status.state) {
    case 'starting':
      return 'Starting...'
    case 'checking':
      return 'Checking for changes...'
    case 'listing':
      return status.entries === 0 ? 'Listing files...' : `Listing ${countOf(status.entries, 'file')}...`
    case 'syncing': {
      const files = `Syncing ${countOf(status.files, 'file')}`
      return status.secondsLeft ? `${files} • ${durationOf(status.secondsLeft)}` : `${files}...`
    }
    case 'up-to-date':
      return 'Up to date'
    case 'paused':
      return status.until === undefined
        ? 'Syncing paused'
        : `Syncing paused until ${localMinute(status.until)}`
    case 'offline':
      return status.answers
        ? `Dropbox gives an answer that cannot be understood (${status.detail}). Trying again...`
        : "Can't establish a connection to Dropbox. Trying again..."
    case 'unlinked':
      return 'This computer is not linked to a Dropbox account any more. Run "dropbox_init" to link it.'
    case 'halted':
      return 'Stopped to keep your files safe.'
    case 'failed':
      return `Can't sync: ${status.detail}`
    default:
      return status satisfies never
  }
}

/** One unit is enough for an estimate: `6 secs`, `3 mins`, `2 hrs`. */
function durationOf(seconds: number): string {
  if (seconds < 60) return countOf(seconds, 'sec')
  if (seconds < 3600) return countOf(Math.round(seconds / 60), 'min')
  return countOf(Math.round(seconds / 3600), 'hr')
}
