import test from 'ava'
import { statusExitCode } from '../../../cli/dropbox/exit-codes.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'

const codes: [status: SyncStatus, code: number][] = [
  [{ state: 'up-to-date' }, 0],
  [{ state: 'failed', detail: 'The disk is full.' }, 1],
  [{ state: 'starting' }, 4],
  [{ state: 'checking' }, 4],
  [{ state: 'listing', entries: 7 }, 4],
  [{ state: 'syncing', files: 1, bytes: 1, direction: 'up', secondsLeft: undefined }, 4],
  [{ state: 'halted', halts: [] }, 5],
  [{ state: 'offline', detail: 'ECONNREFUSED' }, 6],
  [{ state: 'unlinked', detail: 'revoked' }, 7],
  [{ state: 'paused', until: undefined }, 9],
]

for (const [status, code] of codes) {
  test(`${status.state} is exit code ${code}`, (t) => {
    t.is(statusExitCode({ status, problems: 0, shortages: [] }), code)
  })
}

test('zero means that nothing is left behind', (t) => {
  t.is(statusExitCode({ status: { state: 'up-to-date' }, problems: 1, shortages: [] }), 8)
  const shortage = { target: '/', examples: [], total: 2, available: 1, files: 1, bytes: 1 }
  const shortages = [{ reason: 'disk-nearly-full', ...shortage }] as const
  t.is(statusExitCode({ status: { state: 'up-to-date' }, problems: 0, shortages }), 8)
})
