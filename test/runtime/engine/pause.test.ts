import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Engine } from '../../../runtime/engine/interface.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { settledBox } from './settled-box.ts'

/** Resolves at the next status of this state. */
function become(engine: Engine, state: SyncStatus['state']): Promise<SyncStatus> {
  return new Promise((resolve) => {
    const stop = engine.listen((status) => {
      if (status.state !== state) return
      stop()
      resolve(status)
    })
  })
}

test('while it is paused nothing is written on either side, over a restart too; then everything is made up for', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  writeFileSync(join(box.folder, 'gone here'), 'x')
  writeFileSync(join(box.folder, 'gone there'), 'y')
  await box.settle()
  await box.engine.pause(undefined)
  t.deepEqual(box.engine.status(), { state: 'paused', until: undefined })
  writeFileSync(join(box.folder, 'new here'), 'new')
  rmSync(join(box.folder, 'gone here'))
  await cloud.write('/new there', 'new')
  await cloud.delete('/gone there')
  await box.engine.rescan()
  await t.throwsAsync(box.engine.restored(), { message: 'Syncing is paused' })
  t.is(box.engine.left(box.engine.look(), [''], 0).verdict, 'stuck')

  const written = (): number =>
    Object.entries(emulator.stats().routes).reduce(
      (sum, [route, calls]) => (/upload|delete|move|create|copy/.test(route) ? sum + calls : sum),
      0,
    )
  const before = written()
  await box.stop()
  const paused = become(box.engine, 'paused')
  box.start()
  await paused
  await box.engine.finish(120_000)
  t.is(written(), before)
  t.deepEqual(Object.keys(await cloud.listing()), ['gone here', 'new there'])
  const names = () => readdirSync(box.folder).filter((name) => name !== '.dropbox.cache')
  t.deepEqual(names(), ['gone there', 'new here'])

  const going = become(box.engine, 'up-to-date')
  box.engine.resume()
  await going
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['new here', 'new there'])
  t.deepEqual(names(), ['new here', 'new there'])
})

test('a transfer that is under way is broken off, and goes on after the pause', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  emulator.configure({ faults: [{ route: 'files/upload_session/*', kind: 'slow', delay: 120_000 }] })
  const under = become(box.engine, 'syncing')
  const large = Buffer.alloc(12 * 1024 ** 2, 'l')
  writeFileSync(join(box.folder, 'large'), large)
  await under
  await box.engine.pause(undefined)
  t.is(box.engine.status().state, 'paused')
  t.deepEqual(box.engine.problems(), [])
  emulator.configure({ faults: [] })
  t.deepEqual(await cloud.listing(), {})
  box.engine.resume()
  await box.settle()
  t.true(large.equals(await cloud.read('/large')))
})

test('a pause that ends at once leaves nothing broken off behind, and does not look like a lost connection', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  emulator.configure({ faults: [{ route: 'files/upload_session/*', kind: 'slow', delay: 120_000 }] })
  const under = become(box.engine, 'syncing')
  const large = Buffer.alloc(12 * 1024 ** 2, 'l')
  writeFileSync(join(box.folder, 'large'), large)
  await under
  const states = new Set<string>()
  box.engine.listen(({ state }) => states.add(state))
  emulator.configure({ faults: [] })
  const paused = box.engine.pause(undefined)
  box.engine.resume()
  await paused
  await box.settle()
  t.true(large.equals(await cloud.read('/large')))
  t.false(states.has('offline'), [...states].join(', '))
})

test('a pause with an end goes on by itself, and may be given another end', async (t) => {
  const { box, cloud } = await settledBox(t)
  const hour = Date.now() + 3_600_000
  await box.engine.pause(hour)
  t.deepEqual(box.engine.status(), { state: 'paused', until: hour })
  writeFileSync(join(box.folder, 'notes'), 'x')
  const going = become(box.engine, 'up-to-date')
  await box.engine.pause(Date.now() + 100)
  await going
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['notes'])
  await box.stop()
  t.is(box.store.value('paused'), undefined)
})

test('a pause that was over before the agent started does not hold', async (t) => {
  const { box, cloud } = await settledBox(t)
  await box.engine.pause(Date.now() + 3_600_000)
  await box.stop()
  box.store.setValue('paused', '1')
  await cloud.write('/notes', 'x')
  await box.relink()
  box.start()
  await box.settle()
  t.is(readFileSync(join(box.folder, 'notes'), 'utf8'), 'x')
})

test('whoever waits for a look when a pause begins gets an answer', async (t) => {
  const { emulator, box } = await settledBox(t)
  emulator.configure({ faults: [{ route: 'files/list_folder/continue', kind: 'slow', delay: 120_000 }] })
  const asked = [box.engine.rescan(), box.engine.rescan()]
  const restored = t.throwsAsync(box.engine.restored())
  await box.engine.pause(undefined)
  await Promise.all([...asked, restored])
  emulator.configure({ faults: [] })
  box.engine.resume()
  await box.settle()
})
