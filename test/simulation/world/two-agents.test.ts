import test from 'ava'
import { type MemoryStore, memoryStore } from '../../runtime/store/memory-store.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { folder } from './box.ts'
import { createChance } from './chance.ts'
import { createEvents } from './events.ts'
import { judge } from './judge.ts'
import { createOracle } from './oracle.ts'
import { perform } from './perform.ts'
import { settle } from './settle.ts'
import { type BoxParts, createSmallWorld } from './small-world.ts'

function emptyStore(): MemoryStore {
  const store = memoryStore()
  store.setSelection([{ path: '', display: '', include: true }])
  return store
}

/** So many worlds with two agents per test run. */
const seeds = 10

const kernel = { boot: 'one kernel' }

function textsIn(dropbox: SimulatedDropbox): string[] {
  return dropbox
    .tree()
    .flatMap(({ content }) => (content === undefined ? [] : [new TextDecoder().decode(content)]))
    .sort()
}

const ways: readonly (readonly [that: string, first: BoxParts, second: BoxParts, shared: boolean])[] = [
  [
    'two containers on one kernel',
    { container: { ...kernel, namespace: 'pid:[1]' } },
    { container: { ...kernel, namespace: 'pid:[2]' } },
    false,
  ],
  ['two machines with one network disk', {}, {}, true],
]

for (const [that, first, second, shared] of ways)
  test(`of ${that} one syncs, and the other takes over when it is killed: nothing is lost`, async (t) => {
    const { dropbox, clock, box, until } = createSmallWorld()
    const one = box('one', first)
    one.disk.configure('/', { shared })
    one.start()
    await until(one, 'up-to-date')
    const other = box('two', { ...second, from: { disk: one.disk, store: one.store } })
    other.start()
    await until(other, 'halted')
    t.like(other.engine?.status(), {
      halts: [{ reason: 'in-use', path: '', target: folder, holder: { host: 'one', pid: 100 } }],
    })
    for (let minute = 0; minute < 5; minute++) {
      one.disk.hands.write(`${folder}/${minute}`, `minute ${minute}`)
      await clock.advanceTo(clock.monotonic() + 60_000)
      t.is(other.status(), 'halted')
    }
    t.is(other.changes, 0)
    t.is(textsIn(dropbox).length, 5)

    one.disk.hands.write(`${folder}/last`, 'written just before the end')
    one.kill()
    const waited = await until(other, 'up-to-date')
    t.true(waited >= 25_000, 'the beat stood still for long enough')
    dropbox.hands.write('/from Dropbox', 'another')
    await clock.advanceTo(clock.monotonic() + 60_000)
    t.is(other.status(), 'up-to-date')
    t.is(other.disk.hands.text(`${folder}/from Dropbox`), 'another')
    t.true(textsIn(dropbox).includes('written just before the end'))
    t.is(textsIn(dropbox).length, 7)

    one.start()
    await until(one, 'halted')
    t.like(one.engine?.status(), { halts: [{ reason: 'in-use', holder: { host: 'two' } }] })
    other.stop()
    t.true((await until(one, 'up-to-date')) < 5_000, 'what is given back is taken at once')
    one.disk.hands.write(`${folder}/after`, 'after')
    await clock.advanceTo(clock.monotonic() + 30_000)
    t.is(textsIn(dropbox).length, 8)
  })

test('what a machine wrote shortly before it lost its power is no deletion for the one that waited for its home meanwhile', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.disk.configure('/', { shared: true })
  one.start()
  await until(one, 'up-to-date')
  const other = box('two', { from: one })
  other.start()
  await until(other, 'halted')
  await clock.advanceTo(clock.monotonic() + 10 * 60_000)
  one.disk.hands.write(`${folder}/late`, 'written late')
  await clock.advanceTo(clock.monotonic() + 30_000)
  t.deepEqual(textsIn(dropbox), ['written late'])
  one.kill()
  one.disk.hands.remove(`${folder}/late`)
  await until(other, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.deepEqual(textsIn(dropbox), ['written late'])
  t.is(other.disk.hands.text(`${folder}/late`), 'written late')
})

test('an agent that waited for a home and ends leaves no word that the one at work in it ended in order', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.disk.configure('/', { shared: true })
  one.start()
  await until(one, 'up-to-date')
  const other = box('two', { from: one })
  other.start()
  await until(other, 'halted')
  other.stop()
  one.disk.hands.write(`${folder}/late`, 'written late')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.deepEqual(textsIn(dropbox), ['written late'])
  one.kill()
  one.disk.hands.remove(`${folder}/late`)
  const next = box('three', { from: one })
  next.start()
  await until(next, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.deepEqual(textsIn(dropbox), ['written late'])
})

test('a box that lost its power does not wait for itself', async (t) => {
  const { box, until } = createSmallWorld()
  const one = box('one')
  one.start()
  await until(one, 'up-to-date')
  one.disk.hands.write(`${folder}/a`, 'a')
  one.disk.flush()
  one.losePower()
  one.start()
  t.true((await until(one, 'up-to-date')) < 15_000)
})

test('an agent that was killed is followed at once by the next one of its machine', async (t) => {
  const { box, until } = createSmallWorld()
  const one = box('one')
  one.start()
  await until(one, 'up-to-date')
  one.kill()
  one.start()
  t.true((await until(one, 'up-to-date')) < 15_000)
})

test('a container that is started again on its kernel does not wait for itself', async (t) => {
  const { clock, box, until } = createSmallWorld()
  const inContainer = (number: number, homeLock: string | undefined): BoxParts => ({
    container: { ...kernel, namespace: `pid:[${number}]` },
    settings: { homeLock },
  })
  const one = box('one', inContainer(1, 'lock'))
  const ways = [
    ['the same home', 'lock', false],
    ['a home whose lock was made anew', 'another lock', true],
    ['a home on a disk of many machines', undefined, true],
  ] as const
  one.start()
  await until(one, 'up-to-date')
  let last = one
  for (const [index, [that, homeLock, waits]] of ways.entries()) {
    last.kill()
    const next = box(that, { ...inContainer(2 + index, homeLock), from: one })
    next.start()
    const waited = await until(next, 'up-to-date')
    t.is(waited >= 25_000, waits, `${that}: ${waited} ms`)
    await clock.advanceTo(clock.monotonic() + 10_000)
    last = next
  }
})

test('a copy of a home that shares a folder with it does not take it for one of its own', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const ofHome = (number: number): BoxParts => ({
    container: { ...kernel, namespace: `pid:[${number}]` },
    settings: { homeLock: 'lock' },
  })
  const one = box('one', ofHome(1))
  one.start()
  await until(one, 'up-to-date')
  one.stop()
  await clock.advanceTo(clock.monotonic() + 10_000)
  const copied = memoryStore(one.store.snapshot())
  one.start()
  await until(one, 'up-to-date')
  const copy = box('two', { ...ofHome(2), from: { disk: one.disk, store: copied } })
  copy.start()
  await until(copy, 'halted')
  one.disk.hands.write(`${folder}/a`, 'a')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(copy.status(), 'halted')
  t.is(one.status(), 'up-to-date')
  t.deepEqual(textsIn(dropbox), ['a'])
})

test('a folder that two homes share is synced by one of them, and the other takes it in when that ends', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one', { container: { ...kernel, namespace: 'pid:[1]' } })
  one.start()
  await until(one, 'up-to-date')
  one.disk.hands.write(`${folder}/a`, 'a')
  await clock.advanceTo(clock.monotonic() + 10_000)
  const identity = (): string =>
    JSON.parse(one.disk.hands.text(`${folder}/.dropbox.cache/marker.json`)).identity
  const before = identity()
  const other = box('two', {
    ...{ container: { ...kernel, namespace: 'pid:[2]' } },
    from: { disk: one.disk, store: emptyStore() },
  })
  other.start()
  await until(other, 'halted')
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(other.changes, 0)
  t.is(identity(), before)
  t.is(one.status(), 'up-to-date')
  one.kill()
  await until(other, 'up-to-date')
  t.deepEqual(textsIn(dropbox), ['a'])
})

test('a holder that was cut off from the disk for long writes nothing after somebody else took over', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.disk.configure('/', { shared: true })
  one.start()
  await until(one, 'up-to-date')
  const other = box('two', { from: { disk: one.disk, store: one.store } })
  other.start()
  await until(other, 'halted')
  one.failDisk('openFile', 'io', 1_000_000)
  await until(other, 'up-to-date')
  one.calmDown()
  dropbox.hands.write('/a', 'from Dropbox')
  const before = one.changes
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(one.changes, before)
  t.like(one.engine?.status(), { halts: [{ reason: 'in-use', holder: { host: 'two' } }] })
  t.is(other.disk.hands.text(`${folder}/a`), 'from Dropbox')
})

test('an agent that cannot see the home any more reads nothing of Dropbox in place of the one that took over', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  dropbox.hands.write('/a/b', 'from Dropbox')
  const one = box('one')
  one.disk.configure('/', { shared: true })
  one.start()
  await until(one, 'up-to-date')
  const other = box('two', { from: { disk: one.disk, store: one.store } })
  other.start()
  await until(other, 'halted')
  one.failDisk('openFile', 'io', 1_000_000)
  await until(other, 'up-to-date')
  // What the delta tells of the moved folder is for the one that moved it.
  other.disk.hands.rename(`${folder}/a`, `${folder}/c`)
  await clock.advanceTo(clock.monotonic() + 60_000)
  t.is(other.status(), 'up-to-date')
  t.is(one.status(), 'halted')
  t.deepEqual(
    dropbox.tree().map(({ display }) => display),
    ['/c', '/c/b'],
  )
})

test('a lease that is taken by force ends the writing of its holder within seconds', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one')
  one.start()
  await until(one, 'up-to-date')
  const lease = `${folder}/.dropbox.cache/lease.json`
  const stolen = { ...JSON.parse(one.disk.hands.text(lease)), token: 'f'.repeat(32), host: 'thief', pid: 1 }
  one.disk.hands.remove(lease)
  one.disk.hands.write(lease, JSON.stringify({ ...stolen, namespace: 'pid:[9]' }))
  await until(one, 'halted')
  dropbox.hands.write('/a', 'from Dropbox')
  one.disk.hands.write(`${folder}/b`, 'from the box')
  const before = one.changes
  await clock.advanceTo(clock.monotonic() + 20_000)
  t.is(one.changes, before)
  t.deepEqual(textsIn(dropbox), ['from Dropbox'])
  t.true((await until(one, 'up-to-date')) < 60_000, 'a thief that does not live is followed')
  t.deepEqual(textsIn(dropbox), ['from Dropbox', 'from the box'])
})

test('a holder whose lease is taken between a look and a plan changes nothing in Dropbox', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  let theft: (() => void) | undefined
  const one = box('one', {
    settings: { markInDropbox: true },
    between: {
      cloud: (cloud) => ({
        ...cloud,
        async changes(...order) {
          const page = await cloud.changes(...order)
          if (theft === undefined) return page
          theft()
          theft = undefined
          await clock.sleep(15_000)
          return page
        },
      }),
    },
  })
  const { hands } = one.disk
  for (const name of ['deleted', 'moved', 'kept', 'folder/in it']) dropbox.hands.write(`/${name}`, name)
  dropbox.hands.folder('/empty')
  one.start()
  await until(one, 'up-to-date')
  const before = dropbox.tree().map(({ display }) => display)

  const asked = Promise.withResolvers<void>()
  theft = () => {
    const lease = `${folder}/.dropbox.cache/lease.json`
    const stolen = { ...JSON.parse(hands.text(lease)), token: 'f'.repeat(32), host: 'thief', boot: '' }
    hands.remove(lease)
    hands.write(lease, JSON.stringify(stolen))
    asked.resolve()
  }
  const { changes } = one
  hands.remove(`${folder}/deleted`)
  hands.rename(`${folder}/moved`, `${folder}/elsewhere`)
  hands.remove(`${folder}/empty`)
  hands.mkdir(`${folder}/new folder`)
  hands.write(`${folder}/kept`, 'edited')
  dropbox.hands.write('/from Dropbox', 'new')
  await clock.advanceTo(clock.monotonic() + 10_000)
  await asked.promise
  await until(one, 'halted')
  t.like(one.engine?.status(), { halts: [{ reason: 'in-use', path: '', holder: { host: 'thief' } }] })
  await clock.advanceTo(clock.monotonic() + 10_000)
  t.deepEqual(
    dropbox.tree().map(({ display }) => display),
    [...before, '/from Dropbox'].sort(),
  )
  t.is(dropbox.counts.boxChanges, 0)
  t.is(one.changes, changes)

  await until(one, 'up-to-date')
  t.deepEqual(
    dropbox
      .tree()
      .map(({ display }) => display)
      .filter((display) => !display.startsWith('/.box-parts')),
    ['/elsewhere', '/folder', '/folder/in it', '/from Dropbox', '/kept', '/new folder'],
  )
})

const people = new Set(['write', 'append', 'save-by-rename', 'delete', 'folder', 'move', 'copy'])

for (let seed = 1; seed <= seeds; seed++)
  test(`two agents that share a home and die and stall at random lose nothing (seed ${seed})`, async (t) => {
    const chance = createChance(seed, 'two agents')
    const { dropbox, clock, box } = createSmallWorld(seed)
    const isShared = seed % 2 === 0
    const of = (number: number): BoxParts =>
      isShared ? {} : { container: { ...kernel, namespace: `pid:[${number}]` } }
    const one = box('one', of(1))
    one.disk.configure('/', { shared: isShared })
    const other = box('two', { ...of(2), from: { disk: one.disk, store: one.store } })
    const agents = [one, other]
    const blows = Array.from({ length: 20 }, () => ({
      at: chance.below(400_000),
      agent: chance.pick(agents),
      blow: chance.pick(['kill', 'start', 'start', 'stop', 'stall'] as const),
    }))
    const events = createEvents(chance.stream('people'), 1)
      .filter((event) => people.has(event.do))
      .map((event) => ({ ...event, at: event.at * 5 }))
    const oracle = createOracle()
    for (const agent of agents) agent.start()
    const steps = [...events, ...blows].sort((first, second) => first.at - second.at)
    for (const step of steps) {
      await clock.advanceTo(step.at)
      if (!('blow' in step)) perform(step, { boxes: [one], dropbox, oracle, clock })
      else if (step.blow === 'stall') step.agent.failDisk('openFile', 'io', 1 + chance.below(200))
      else step.agent[step.blow]()
    }
    one.kill()
    other.calmDown()
    other.start()
    await clock.advanceTo(clock.monotonic() + 60_000)
    t.deepEqual(await settle([other], dropbox, clock, oracle), [])
    t.deepEqual(judge([other], dropbox, oracle), [])
  })
