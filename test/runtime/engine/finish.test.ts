import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { unsentIn } from '../../../runtime/engine/unsent.ts'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor } from './test-box.ts'

/** Longer than any of these tests takes: what ends ends by itself. */
const long = 120_000

test('what was written a moment before the end is sent, in new folders too', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'new', 'inner'), { recursive: true })
  writeFileSync(join(box.folder, 'new', 'inner', 'file'), 'x')
  writeFileSync(join(box.folder, 'notes'), 'y')
  await box.engine.finish(long)
  await box.stop()
  t.deepEqual(Object.keys(await cloud.listing()), ['new', 'new/inner', 'new/inner/file', 'notes'])
  t.deepEqual(unsentIn(box.store), { paths: [], more: 0 })
})

test('a large file that is on its way keeps no small one from being sent, is told, and goes up after the next start', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  emulator.configure({ faults: [{ route: 'files/upload_session/append_v2', kind: 'slow', delay: long }] })
  const under = new Promise<void>((resolve) => {
    box.engine.listen(({ state }) => state === 'syncing' && resolve())
  })
  writeFileSync(join(box.folder, 'large'), Buffer.alloc(12 * 1024 ** 2, 'l'))
  await under
  for (const name of ['small', 'tiny']) writeFileSync(join(box.folder, name), name)
  const finished = box.engine.finish(long)
  await Promise.all([box.told('uploaded', '/small'), box.told('uploaded', '/tiny')])
  await Promise.all([box.stop(), finished])
  t.deepEqual(Object.keys(await cloud.listing()), ['small', 'tiny'])
  t.deepEqual(unsentIn(box.store), { paths: ['/large'], more: 0 })
  emulator.configure({ faults: [] })
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['large', 'small', 'tiny'])
})

test('the end takes no longer than it may, and what was begun by then is told', async (t) => {
  const { emulator, box } = await settledBox(t)
  emulator.configure({ faults: [{ route: 'files/upload*', kind: 'slow', delay: long }] })
  writeFileSync(join(box.folder, 'late'), 'x')
  await box.engine.finish(300)
  await box.stop()
  t.deepEqual(unsentIn(box.store), { paths: ['/late'], more: 0 })
})

test('without a connection the end does not wait for one', async (t) => {
  const { emulator, box } = await settledBox(t)
  const offline = new Promise<void>((resolve) => {
    box.engine.listen(({ state }) => state === 'offline' && resolve())
  })
  emulator.configure({ faults: [{ route: 'files/*', kind: 'reset' }] })
  writeFileSync(join(box.folder, 'late'), 'x')
  await Promise.all([box.engine.finish(long), offline])
  await box.stop()
  t.deepEqual(unsentIn(box.store), { paths: ['/late'], more: 0 })
})

test('nothing is sent that waits for a person, nor before Dropbox was looked at', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { newFiles: 2 } })
  await box.engine.finish(long)
  box.start()
  await box.settle()
  for (const name of ['a', 'b', 'c']) writeFileSync(join(box.folder, name), name)
  await box.engine.finish(long)
  await box.stop()
  t.deepEqual(await remoteSide(emulator).listing(), {})
  t.is(unsentIn(box.store).paths.length, 3)
})

test('what was written before the first look, or while there is no connection, is told when the end comes then', async (t) => {
  const { emulator, box } = await settledBox(t)
  await box.stop()
  mkdirSync(join(box.folder, 'new'))
  writeFileSync(join(box.folder, 'new', 'before the start'), 'x')
  box.start()
  writeFileSync(join(box.folder, 'at once'), 'y')
  const first = box.engine
  await first.finish(long)
  await box.stop()
  t.false(first.unlooked())
  t.deepEqual([...unsentIn(box.store).paths].sort(), ['/at once', '/new/before the start'])

  emulator.configure({ faults: [{ route: '*', kind: 'reset' }] })
  const offline = new Promise<void>((resolve) => {
    box.engine.listen(({ state }) => state === 'offline' && resolve())
  })
  box.start()
  await offline
  writeFileSync(join(box.folder, 'late'), 'z')
  const second = box.engine
  await second.finish(long)
  await box.stop()
  t.false(second.unlooked())
  t.true(unsentIn(box.store).paths.includes('/late'))
})

test('an end that has no time to look says that it has not looked', async (t) => {
  const { box } = await settledBox(t)
  await box.stop()
  writeFileSync(join(box.folder, 'unseen'), 'x')
  box.start()
  const hurried = box.engine
  await hurried.finish(0)
  await box.stop()
  t.deepEqual([hurried.unlooked(), unsentIn(box.store).paths], [true, []])
  box.start()
  await box.engine.pause(undefined)
  const paused = box.engine
  await paused.finish(long)
  await box.stop()
  t.true(paused.unlooked())
})
