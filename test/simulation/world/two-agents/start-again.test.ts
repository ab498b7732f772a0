import test from 'ava'
import { folder } from '../box.ts'
import { createSmallWorld } from '../small-world.ts'
import { inContainer } from './home.ts'

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
