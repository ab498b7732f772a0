import test from 'ava'
import { activityLines } from '../../../cli/dropbox/activity/lines.ts'
import { activityOf } from '../../../runtime/engine/activity.ts'
import type { Transfer } from '../../../runtime/engine/flights.ts'
import { createProgress } from '../../../runtime/engine/progress.ts'

function transfer(kind: Transfer['kind'], path: string, size: number): Transfer {
  const common = { kind: 'file', name: '', hash: '', size, modified: 0 } as const
  return kind === 'upload'
    ? {
        ...{ kind, path, display: path, over: undefined },
        local: { ...common, changed: 0, inode: 0, born: 0 },
      }
    : {
        ...{ kind, path, display: path, over: undefined },
        remote: { ...common, id: '', rev: '', downloadable: true },
      }
}

test('what moves is told before what waits, with the rates of each direction, and the rest is counted', (t) => {
  const progress = createProgress({ now: () => 0, monotonic: () => 0, sleep: async () => undefined })
  const large = transfer('upload', '/large', 10_000_000)
  const coming = transfer('download', '/coming', 1_024)
  for (const one of [transfer('upload', '/waiting', 10), transfer('upload', '/too', 10), large, coming])
    progress.began(one)
  progress.moved(large, 5_000_000)
  progress.moved(coming, 512)
  const status = progress.status() ?? { state: 'checking' }
  const activity = activityOf(status, progress, 3)
  t.deepEqual(activity, {
    status,
    down: 102,
    up: 1_000_000,
    transfers: [
      { path: '/large', direction: 'up', bytes: 10_000_000, moved: 5_000_000 },
      { path: '/coming', direction: 'down', bytes: 1_024, moved: 512 },
      { path: '/waiting', direction: 'up', bytes: 10, moved: 0 },
    ],
    more: 1,
  })
  t.deepEqual(activityLines(activity, false), [
    'Syncing 4 files • 6 secs • 102 bytes/s down • 977 KB/s up',
    'up    50%  4.8 MB of 9.5 MB      /large',
    'down  50%  512 bytes of 1 KB     /coming',
    'up     0%  0 bytes of 10 bytes   /waiting',
    'and 1 more',
  ])
  t.regex(activityLines(activity, true)[1] ?? '', /^up {3}\[#{10}\.{10}\] {2}50%/)
})

test('nothing under way is one line', (t) => {
  const progress = createProgress({ now: () => 0, monotonic: () => 0, sleep: async () => undefined })
  const activity = activityOf({ state: 'up-to-date' }, progress, 3)
  t.deepEqual(activityLines(activity, true), ['Up to date'])
})
