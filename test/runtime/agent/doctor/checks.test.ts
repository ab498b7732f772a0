import test from 'ava'
import { checkClock } from '../../../../runtime/agent/doctor/clock.ts'
import { checkDisk, type DiskFacts } from '../../../../runtime/agent/doctor/disk.ts'
import { checkFileSystems, mountOf, mountsIn } from '../../../../runtime/agent/doctor/file-systems.ts'
import { type Finding, reasonOf } from '../../../../runtime/agent/doctor/finding.ts'
import { checkIndex, type IndexState } from '../../../../runtime/agent/doctor/index-file.ts'
import { checkInotify } from '../../../../runtime/agent/doctor/inotify.ts'
import { checkLimits, type LimitFacts } from '../../../../runtime/agent/doctor/limits.ts'
import { checkLocks } from '../../../../runtime/agent/doctor/locks.ts'
import { checkNetwork, type Reached, reachHosts } from '../../../../runtime/agent/doctor/network.ts'
import { checkStartup, type StartupFacts } from '../../../../runtime/agent/doctor/startup.ts'
import type { Lease } from '../../../../runtime/core/safety/lease.ts'

const now = Date.UTC(2026, 10, 21)
const gigabyte = 1024 ** 3

/** Every finding that is not well says what to do, or why nothing can be done; every one is whole sentences. */
function sound(t: { regex(text: string, pattern: RegExp): void }, findings: readonly Finding[]): void {
  for (const { found, advice } of findings) {
    t.regex(found, /^\S.*\.$/)
    if (advice !== undefined) t.regex(advice, /^\S/)
  }
}

function verdicts(findings: readonly Finding[]): string {
  return findings.map(({ verdict }) => verdict).join(' ')
}

const reached = (answer: Partial<NonNullable<Reached['answer']>> = {}): Reached => ({
  ...{ host: 'api', address: 'https://api.example', failure: undefined },
  answer: { status: 404, began: now, took: 100, date: now, ...answer },
})

for (const [off, verdict] of [
  [0, 'ok'],
  [20_000, 'ok'],
  [-20_000, 'ok'],
  [120_000, 'warning'],
  [-120_000, 'warning'],
  [2 * 3_600_000, 'wrong'],
] as const) {
  test(`a clock that is ${off / 1000} s off is ${verdict}`, (t) => {
    const finding = checkClock([reached({ began: now + off })])
    t.is(finding.verdict, verdict)
    t.true(Math.abs(Number(finding.data['skew']) - off / 1000) < 1)
    sound(t, [finding])
  })
}

test('of several answers the nearest tells of the clock, and without any it cannot be compared', (t) => {
  t.is(checkClock([reached({ date: now - 86_400_000 }), reached()]).verdict, 'ok')
  t.is(checkClock([{ ...reached(), answer: undefined }]).verdict, 'warning')
  t.is(checkClock([reached({ date: undefined })]).verdict, 'warning')
})

for (const [what, facts, verdict] of [
  ['room', {}, 'ok'],
  ['less than the reserve', { available: gigabyte / 2 }, 'wrong'],
  ['little more than the reserve', { available: 1.5 * gigabyte }, 'warning'],
  ['no inodes', { freeInodes: 10 }, 'wrong'],
  ['few inodes', { freeInodes: 1_500 }, 'warning'],
  ['no limit of inodes', { inodes: 0, freeInodes: 0 }, 'ok'],
] as const satisfies readonly (readonly [string, Partial<DiskFacts>, string])[]) {
  test(`a disk with ${what} is ${verdict}`, async (t) => {
    const usual = { total: 100 * gigabyte, available: 50 * gigabyte, inodes: 100_000, freeInodes: 50_000 }
    const found = await checkDisk([{ what: 'a root', path: '/r' }], async () => ({ ...usual, ...facts }))
    t.is(verdicts(found), verdict)
    sound(t, found)
  })
}

test('a disk that cannot be looked at is wrong, and the others are still told', async (t) => {
  const found = await checkDisk(
    [
      { what: 'a root', path: '/gone' },
      { what: 'the state', path: '/s' },
    ],
    async (path) => {
      if (path === '/gone') throw new Error("ENOENT: no such file or directory, statfs '/gone'")
      return { total: gigabyte * 10, available: gigabyte * 9, inodes: 0, freeInodes: 0 }
    },
  )
  t.is(verdicts(found), 'wrong ok')
  t.regex(
    found[0]?.found ?? '',
    /\/gone \(a root\) cannot be looked at: ENOENT: no such file or directory\.$/,
  )
})

test('the probe of each folder tells how fast changes are seen', async (t) => {
  const probes: Readonly<Record<string, number | undefined>> = { '/a': 3, '/b': undefined, '/c': 2_000 }
  const folders = [...Object.keys(probes), '/d'].map((folder) => ({ root: folder, folder }))
  const found = await checkInotify(
    [...folders, { root: '/e', folder: undefined }],
    async (folder) => {
      if (folder === '/d') throw new Error("EROFS: read-only file system, open '/d/probe'")
      return probes[folder]
    },
    'the limit fs.inotify.max_user_watches is reached',
  )
  t.is(verdicts(found), 'ok warning warning wrong warning warning')
  t.is(found[4]?.found, '/e was not probed: there is no .dropbox.cache in it.')
  sound(t, found)
})

for (const [what, facts, folders, expected] of [
  ['generous', {}, 100, 'ok ok ok ok'],
  ['too few watches', { maxWatches: 99 }, 100, 'warning ok ok ok'],
  ['watches that nobody counted', {}, undefined, 'ok ok ok ok'],
  ['instances that are used up', { usedInstances: 127 }, 1, 'ok warning ok ok'],
  ['a short queue', { maxQueued: 100 }, 1, 'ok ok warning ok'],
  ['few open files', { openFiles: 64 }, 1, 'ok ok ok wrong'],
  [
    'nothing told',
    { maxWatches: undefined, maxInstances: undefined, maxQueued: undefined, openFiles: undefined },
    1,
    'ok ok ok ok',
  ],
] as const satisfies readonly (readonly [string, Partial<LimitFacts>, number | undefined, string])[]) {
  test(`limits that are ${what}: ${expected}`, (t) => {
    const usual: LimitFacts = {
      ...{ maxWatches: 8192, usedWatches: 10, maxInstances: 128, usedInstances: 3 },
      ...{ maxQueued: 16_384, openFiles: 1_024 },
    }
    const found = checkLimits({ ...usual, ...facts }, folders)
    t.is(verdicts(found), expected)
    sound(t, found)
  })
}

const mountinfo = [
  '22 1 0:20 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/l',
  '23 22 8:1 / /home rw - ext4 /dev/sda1 rw',
  '24 23 0:30 / /home/a\\040b rw - nfs4 server:/x rw',
  '25 23 0:31 / /home/mem rw - tmpfs tmpfs rw',
  '26 23 0:32 / /home/ro ro - ext4 /dev/sdb rw',
  '27 23 0:33 / /home/host rw - virtiofs host rw',
  '28 23 0:34 / /home/fuse rw - fuse.sshfs x rw',
  '29 23 0:35 / /home/odd rw - oddfs x rw',
  '',
].join('\n')

test('the mount of a path is the nearest above it', (t) => {
  const mounts = mountsIn(mountinfo)
  t.is(mountOf('/home/a b/c', mounts)?.type, 'nfs4')
  t.is(mountOf('/homes', mounts)?.type, 'overlay')
  t.is(mountOf('/home', mounts)?.type, 'ext4')
  t.is(mountOf('/', []), undefined)
})

test('the kind of file system of each root is told with what it means', async (t) => {
  const roots = [
    '/x',
    '/home/u',
    '/home/a b',
    '/home/mem',
    '/home/ro',
    '/home/host',
    '/home/fuse',
    '/home/odd',
  ]
  const found = await checkFileSystems(roots, async () => mountinfo)
  t.is(verdicts(found), 'ok ok warning warning wrong warning warning ok')
  t.deepEqual(
    found.map(({ data }) => data['type']),
    ['overlay', 'ext4', 'nfs4', 'tmpfs', 'ext4', 'virtiofs', 'fuse.sshfs', 'oddfs'],
  )
  sound(t, found)
  const untold = await checkFileSystems(roots, async () => {
    throw new Error('not here')
  })
  t.is(verdicts(untold), 'ok')
})

const holder = { role: 'agent', pid: 7, startedTicks: 1, boot: 'b', host: 'h', since: now } as const

for (const [what, facts, verdict] of [
  ['a running agent', { agent: 'running', pid: 7, holder, alive: true }, 'ok'],
  ['an agent that does not answer', { agent: 'silent', pid: undefined, holder, alive: true }, 'wrong'],
  ['nobody', { agent: 'stopped', pid: undefined, holder: undefined, alive: false }, 'ok'],
  ['an agent that was killed', { agent: 'stopped', pid: undefined, holder, alive: false }, 'ok'],
  ['an agent that is starting', { agent: 'stopped', pid: undefined, holder, alive: true }, 'warning'],
  [
    'another command',
    { agent: 'stopped', pid: undefined, holder: { ...holder, role: 'command' }, alive: true },
    'ok',
  ],
] as const satisfies readonly (readonly [string, Parameters<typeof checkLocks>[0], string])[]) {
  test(`the lock with ${what} is ${verdict}`, async (t) => {
    const found = await checkLocks(facts, [])
    t.is(verdicts(found), verdict)
    sound(t, found)
  })
}

test('the lease of each root is told: ours, free, of another agent, and one that nobody can judge; ours also in another container', async (t) => {
  const lease: Lease = {
    ...{ token: 'secret-of-the-agent', host: 'h', pid: 7, started: 1, boot: 'b', namespace: 'n' },
    ...{ since: now, beat: 3, released: false },
  }
  const leases = [
    { lease, state: 'held' },
    { lease: { ...lease, released: true }, state: 'free' },
    { lease: { ...lease, pid: 8 }, state: 'held' },
    { lease, state: 'watch' },
    { lease: { ...lease, started: 2 }, state: 'watch' },
    { lease: { ...lease, host: 'another' }, state: 'held' },
    { lease: undefined, state: 'watch' },
    undefined,
  ] as const
  const found = await checkLocks({ agent: 'running', pid: 7, holder, alive: true }, [
    ...leases.map((each, index) => ({ root: `/${index}`, read: async () => each })),
    {
      root: '/x',
      read: async () => {
        throw new Error('EIO: i/o error')
      },
    },
  ])
  t.is(verdicts(found), 'ok ok ok wrong ok warning wrong warning warning')
  sound(t, found)
  t.false(JSON.stringify(found).includes(lease.token))
})

test('hosts with one address are asked once, and what does not answer is told with a cause', async (t) => {
  const hosts = await reachHosts(
    { api: 'http://one', content: 'http://one', www: 'http://two' },
    async (address) => {
      if (address === 'http://two') throw new Error('ENOTFOUND: getaddrinfo')
      return { status: 200, date: 'Sat, 21 Nov 2026 00:00:00 GMT' }
    },
    () => now,
    () => 0,
  )
  t.deepEqual(
    hosts.map(({ host, address, answer }) => [host, address, answer?.date]),
    [
      ['api, content', 'http://one', now],
      ['www', 'http://two', undefined],
    ],
  )
  const found = checkNetwork(hosts, 'http://proxy:8080')
  t.is(verdicts(found), 'ok wrong')
  sound(t, found)
  t.regex(found[1]?.advice ?? '', /DNS.*proxy/)
})

for (const [failure, says] of [
  ['CERT_HAS_EXPIRED: certificate has expired', /certificate.*clock/],
  ['ECONNREFUSED', /Check the network/],
] as const) {
  test(`a host that is not reached for ${failure} comes with what helps`, (t) => {
    const [finding] = checkNetwork(
      [{ host: 'api', address: 'https://x', answer: undefined, failure }],
      undefined,
    )
    t.is(finding?.verdict, 'wrong')
    t.regex(finding?.advice ?? '', says)
  })
}

test('a host that is out of order is wrong', (t) => {
  t.is(verdicts(checkNetwork([reached({ status: 503 })], undefined)), 'wrong')
})

for (const [what, facts, expected] of [
  ['all in order', {}, 'ok ok ok'],
  ['no part', { installed: undefined, onPath: false, scripts: [], autostart: false }, 'warning ok ok'],
  ['an older agent', { running: '0.9.0' }, 'warning ok ok'],
  ['no PATH', { onPath: false }, 'ok warning ok'],
  ['a profile without the lines', { profiles: [{ file: '/p', has: false }] }, 'ok warning ok'],
  ['no autostart', { autostart: false }, 'ok ok warning'],
  ['a startup script that lost its block', { scripts: [] }, 'ok ok wrong'],
] as const satisfies readonly (readonly [string, Partial<StartupFacts>, string])[]) {
  test(`startup with ${what}: ${expected}`, (t) => {
    const found = checkStartup({
      ...{ installed: '1.0.0', version: '1.0.0', running: '1.0.0', binFolder: '/b', onPath: true },
      ...{ profiles: [{ file: '/p', has: true }], scripts: ['/s'], autostart: true },
      ...facts,
    })
    t.is(verdicts(found), expected)
    sound(t, found)
  })
}

for (const [index, verdict] of [
  [{ state: 'agent' }, 'ok'],
  [{ state: 'readable' }, 'ok'],
  [{ state: 'none' }, 'warning'],
  [{ state: 'unusable', code: 'corrupt', detail: 'It is damaged.' }, 'wrong'],
  [{ state: 'unusable', code: 'newer-version', detail: 'It is newer.' }, 'wrong'],
  [{ state: 'unusable', code: 'older-version', detail: 'It is older.' }, 'wrong'],
  [{ state: 'unusable', code: 'EACCES', detail: 'It cannot be read.' }, 'wrong'],
] as const satisfies readonly (readonly [IndexState, string])[]) {
  test(`an index that is ${JSON.stringify(index)} is ${verdict}`, (t) => {
    const finding = checkIndex('/i', index)
    t.is(finding.verdict, verdict)
    sound(t, [finding])
  })
}

test('what the system says is told without its calls', (t) => {
  t.is(reasonOf(new Error("EACCES: permission denied, open '/x'")), 'EACCES: permission denied')
  t.is(reasonOf('odd.'), 'odd')
})
