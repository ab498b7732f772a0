import test from 'ava'
import { describeStatus } from '../../../../runtime/engine/describe/status.ts'
import type { SyncStatus } from '../../../../runtime/engine/status.ts'

const syncing = { state: 'syncing', files: 176, bytes: 9, direction: 'both', secondsLeft: 6 } as const

const lines: readonly (readonly [SyncStatus, string])[] = [
  [{ state: 'starting' }, 'Starting...'],
  [{ state: 'checking' }, 'Checking for changes...'],
  [{ state: 'listing', entries: 0 }, 'Listing files...'],
  [{ state: 'listing', entries: 1 }, 'Listing 1 file...'],
  [{ state: 'listing', entries: 1234 }, 'Listing 1,234 files...'],
  [syncing, 'Syncing 176 files • 6 secs'],
  [{ ...syncing, files: 1, secondsLeft: 1 }, 'Syncing 1 file • 1 sec'],
  [{ ...syncing, direction: 'up', secondsLeft: undefined }, 'Syncing 176 files...'],
  [{ ...syncing, direction: 'down', files: 12_345, secondsLeft: 120 }, 'Syncing 12,345 files • 2 mins'],
  [{ ...syncing, secondsLeft: 0 }, 'Syncing 176 files...'],
  [{ ...syncing, secondsLeft: 7200 }, 'Syncing 176 files • 2 hrs'],
  [{ state: 'up-to-date' }, 'Up to date'],
  [
    { state: 'offline', detail: 'x', answers: true },
    'Dropbox gives an answer that cannot be understood (x). Trying again...',
  ],
  [{ state: 'offline', detail: 'x' }, "Can't establish a connection to Dropbox. Trying again..."],
  [
    { state: 'unlinked', detail: 'revoked' },
    'This computer is not linked to a Dropbox account any more. Run "dropbox_init" to link it.',
  ],
  [{ state: 'paused', until: undefined }, 'Syncing paused'],
  [
    { state: 'paused', until: new Date(2026, 10, 21, 15, 4).getTime() },
    'Syncing paused until 2026-11-21 15:04',
  ],
  [{ state: 'halted', halts: [] }, 'Stopped to keep your files safe.'],
  [{ state: 'failed', detail: 'the disk is full.' }, "Can't sync: the disk is full."],
]

for (const [status, line] of lines)
  test(`${JSON.stringify(status)} is said as ${line}`, (t) => {
    t.is(describeStatus(status), line)
  })
