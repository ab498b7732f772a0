import test from 'ava'
import { differingHops, type Stations } from '../../../../../runtime/agent/doctor/trees/hops.ts'
import { judge, type PathFacts } from '../../../../../runtime/agent/doctor/trees/judge.ts'

const a = { kind: 'file', hash: 'a' } as const
const b = { kind: 'file', hash: 'b' } as const
const folder = { kind: 'folder' } as const

/** The five stations as letters, from the disk to Dropbox: `a`, `b`, `/` a folder, `-` nothing, `?` unknown, `*` something else. */
function stations(letters: string): Stations {
  const contents = { a, b, '/': folder, '-': undefined, '?': 'unknown', '*': 'other' } as const
  const [disk, local, synced, remote, cloud] = [...letters].map(
    (letter) => contents[letter as keyof typeof contents],
  )
  return { disk, local, synced, remote, cloud } as Stations
}

for (const [letters, hops] of [
  ['aaaaa', ''],
  ['-----', ''],
  ['/////', ''],
  ['baaaa', 'disk-local'],
  ['-aaaa', 'disk-local'],
  ['*aaaa', 'disk-local'],
  ['*----', ''],
  ['bbaaa', 'local-synced'],
  ['aabaa', 'local-synced synced-remote'],
  ['aaabb', 'synced-remote'],
  ['aaaab', 'remote-cloud'],
  ['a/aaa', 'disk-local local-synced'],
  ['?aaa?', ''],
  ['---aa', 'synced-remote'],
  ['b---a', 'disk-local remote-cloud'],
] as const) {
  test(`${letters} differs ${hops === '' ? 'nowhere' : `at ${hops}`}`, (t) => {
    t.is(differingHops(stations(letters)).join(' '), hops)
  })
}

for (const [what, letters, facts, verdict, why] of [
  ['the same everywhere', 'aaaaa', {}, 'ok', 'same'],
  ['what is nowhere', '-----', {}, 'ok', 'same'],
  ['a symlink that never synced', '*----', {}, 'warning', 'problem'],
  ['a change that the agent has not seen', 'baaaa', {}, 'wrong', 'not-noticed'],
  ['a change while no agent runs', 'baaaa', { condition: 'stopped' }, 'warning', 'not-running'],
  ['a change on its way up', 'bbaaa', { condition: 'busy' }, 'warning', 'on-its-way'],
  ['a change that does not go up', 'bbaaa', {}, 'wrong', 'stuck'],
  ['a change that does not come down', 'aaabb', {}, 'wrong', 'stuck'],
  ['a change in Dropbox just now', 'aaaab', { inDelta: true }, 'warning', 'on-its-way'],
  ['an index that does not know Dropbox', 'aaaab', { inDelta: false }, 'wrong', 'index-wrong'],
  [
    'an index that does not know Dropbox, without an agent',
    'aaaab',
    { inDelta: false, condition: 'stopped' },
    'wrong',
    'index-wrong',
  ],
  [
    'a change in Dropbox while no agent runs',
    'aaaab',
    { inDelta: true, condition: 'stopped' },
    'warning',
    'not-running',
  ],
  ['a merge base that is wrong', 'aabaa', {}, 'wrong', 'stuck'],
  ['an ignored file', '---aa', { ignored: true }, 'ok', 'ignored'],
  ['what is not selected', '---aa', { wanted: false }, 'ok', 'not-selected'],
  ['what is here and not selected', 'aa-aa', { wanted: false }, 'ok', 'not-selected'],
  ['an online document', '---aa', { downloadable: false }, 'ok', 'not-downloadable'],
  ['a problem', 'bbaaa', { problem: { path: '/p', why: { reason: 'dropbox-full' } } }, 'warning', 'problem'],
  ['a symlink', '*aaaa', { condition: 'busy' }, 'warning', 'problem'],
  ['a deletion that waits', '--aaa', { waiting: true, condition: 'halted' }, 'warning', 'waits-for-approval'],
  ['a download that waits for room', '---aa', { awaitsRoom: true }, 'warning', 'waits-for-room'],
  ['a new version that waits for room', 'aaabb', { awaitsRoom: true }, 'warning', 'waits-for-room'],
  ['an upload beside a full disk', 'bbaaa', { awaitsRoom: true }, 'wrong', 'stuck'],
  ['a folder beside a full disk', '---//', { awaitsRoom: true }, 'wrong', 'stuck'],
  ['a halt', 'bbaaa', { condition: 'halted' }, 'warning', 'halted'],
  ['no network', 'bbaaa', { condition: 'offline' }, 'warning', 'offline'],
  ['a link that was ended', 'bbaaa', { condition: 'unlinked' }, 'wrong', 'unlinked'],
  ['a pause', 'bbaaa', { condition: 'paused' }, 'warning', 'paused'],
  ['an agent that failed', 'bbaaa', { condition: 'failed' }, 'wrong', 'failed'],
  ['a name that cannot be written', '---aa', { path: '/p\\q' }, 'warning', 'name'],
  ['a name that never syncs', '---aa', { path: '/desktop.ini' }, 'ok', 'never-syncs'],
] as const satisfies readonly (readonly [string, string, Partial<PathFacts>, string, string])[]) {
  test(`${what} is judged ${verdict}: ${why}`, (t) => {
    const judged = judge({
      ...{ path: '/p', stations: stations(letters), condition: 'quiet', wanted: true, ignored: false },
      ...{ problem: undefined, waiting: false, awaitsRoom: false, downloadable: true, inDelta: undefined },
      ...facts,
    })
    t.like(judged, { verdict, why })
    t.regex(judged.text, /^[A-Z].*[."]$/)
  })
}
