import test from 'ava'
import { judgeLease, type Lease, type LeaseState } from '../../../../runtime/core/safety/lease.ts'

const lease: Lease = {
  token: 'other',
  ...{ host: 'box', pid: 7, started: 70, boot: 'boot', namespace: 'pid:[1]' },
  ...{ since: 0, beat: 3, released: false },
}
const contender = {
  ...{ token: 'own', pid: 9, started: 90, boot: 'boot', namespace: 'pid:[1]', shared: false },
  lives: () => true,
  outlived: () => false,
}

const cases: readonly (readonly [
  string,
  Partial<Lease> | undefined,
  Partial<Parameters<typeof judgeLease>[1]>,
  LeaseState,
])[] = [
  ['a lease that cannot be understood is watched', undefined, {}, 'watch'],
  ['a lease of this agent is its own', { token: 'own' }, {}, 'mine'],
  ['a lease that was given back is free', { released: true, boot: 'elsewhere' }, { shared: true }, 'free'],
  ['a living process holds it', {}, {}, 'held'],
  ['a process that ended does not', {}, { lives: () => false }, 'free'],
  ['an agent that ended in this very process does not', { pid: 9, started: 90 }, {}, 'free'],
  ['a later process with the number of this one is asked for', { pid: 9, started: 10 }, {}, 'held'],
  ['a process of another container on this kernel is watched', { namespace: 'pid:[2]' }, {}, 'watch'],
  [
    'one of this home’s earlier containers is no more',
    { namespace: 'pid:[2]' },
    { outlived: () => true },
    'free',
  ],
  ['also where containers cannot be told apart', { namespace: '' }, { outlived: () => true }, 'free'],
  [
    'and where other machines have the folder',
    { namespace: 'pid:[2]' },
    { shared: true, outlived: () => true },
    'free',
  ],
  [
    'under another kernel it may be a copy of this home that was made while it ran',
    { boot: 'other' },
    { shared: true, outlived: () => true },
    'watch',
  ],
  ['a process that lives is believed before any lock', {}, { outlived: () => true }, 'held'],
  ['a process of an unknown container is watched', { namespace: '' }, { namespace: '' }, 'watch'],
  ['on a local disk nobody of another kernel is left', { boot: 'before' }, {}, 'free'],
  ['on a shared disk one of another kernel is watched', { boot: 'other' }, { shared: true }, 'watch'],
  ['an unknown kernel is watched', { boot: '' }, {}, 'watch'],
  ['under an unknown kernel everybody is watched', {}, { boot: '' }, 'watch'],
]

for (const [that, found, asked, state] of cases)
  test(that, (t) => {
    t.is(judgeLease(found && { ...lease, ...found }, { ...contender, ...asked }), state)
  })
