import test from 'ava'
import { folder } from '../box.ts'
import { type BoxParts, createSmallWorld } from '../small-world.ts'
import { inContainer, networkHome, textsIn } from './home.ts'

const ways: readonly (readonly [that: string, first: BoxParts, second: BoxParts, shared: boolean])[] = [
  ['two containers on one kernel', inContainer(1), inContainer(2), false],
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
  const world = createSmallWorld()
  const { dropbox, clock, until } = world
  const { one, other } = await networkHome(world)
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
  const world = createSmallWorld()
  const { dropbox, clock, box, until } = world
  const { one, other } = await networkHome(world)
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
