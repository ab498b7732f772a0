import test from 'ava'
import { type MemoryStore, memoryStore } from '../../../runtime/store/memory-store.ts'
import { folder } from '../box.ts'
import { createSmallWorld } from '../small-world.ts'
import { inContainer, textsIn } from './home.ts'

function emptyStore(): MemoryStore {
  const store = memoryStore()
  store.setSelection([{ path: '', display: '', include: true }])
  return store
}

test('a copy of a home that shares a folder with it does not take it for one of its own', async (t) => {
  const { dropbox, clock, box, until } = createSmallWorld()
  const one = box('one', inContainer(1, 'lock'))
  one.start()
  await until(one, 'up-to-date')
  one.stop()
  await clock.advanceTo(clock.monotonic() + 10_000)
  const copied = memoryStore(one.store.snapshot())
  one.start()
  await until(one, 'up-to-date')
  const copy = box('two', { ...inContainer(2, 'lock'), from: { disk: one.disk, store: copied } })
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
  const one = box('one', inContainer(1))
  one.start()
  await until(one, 'up-to-date')
  one.disk.hands.write(`${folder}/a`, 'a')
  await clock.advanceTo(clock.monotonic() + 10_000)
  const identity = (): string =>
    JSON.parse(one.disk.hands.text(`${folder}/.dropbox.cache/marker.json`)).identity
  const before = identity()
  const other = box('two', {
    ...inContainer(2),
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
