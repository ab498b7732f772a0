import test from 'ava'
import { checkLocks } from '../../../../runtime/agent/doctor/locks.ts'
import type { Lease } from '../../../../runtime/core/safety/lease.ts'
import { now, sound, verdicts } from './findings.ts'

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
