import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import type { Engine } from '../../../runtime/engine/interface.ts'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** Resolves with the status when it has a state. */
function become(engine: Engine, state: SyncStatus['state']): Promise<SyncStatus> {
  return new Promise((resolve) => {
    const stop = engine.listen((status) => {
      if (status.state !== state) return
      stop()
      resolve(status)
    })
  })
}

/** Ends every link of the account, as its owner does at dropbox.com. */
async function revoke({ url }: Emulator): Promise<void> {
  const answer = await fetch(`${url}/emulator/tokens/revoke`, { method: 'POST' })
  if (!answer.ok) throw new Error(await answer.text())
}

test('a link that is ended elsewhere stops everything, deletes nothing, and goes on where it was when it is made anew', async (t) => {
  const { emulator, box } = await settledBox(t)
  for (const name of ['kept', 'deleted here', 'deleted there'])
    writeFileSync(join(box.folder, name), `the content of ${name}`)
  await box.settle()

  await revoke(emulator)
  // With a link of its own, made after the others were ended.
  const cloud = remoteSide(emulator)
  rmSync(join(box.folder, 'deleted here'))
  writeFileSync(join(box.folder, 'new here'), 'x')
  await cloud.delete('/deleted there')
  await cloud.write('/new there', 'y')
  const unlinked = become(box.engine, 'unlinked')
  await Promise.all([unlinked, box.engine.rescan()])
  t.like(await unlinked, { state: 'unlinked' })
  t.regex(JSON.stringify(await unlinked), /no longer accepts this box's link/)
  t.deepEqual(Object.keys(await cloud.listing()), ['deleted here', 'kept', 'new there'])
  t.deepEqual(Object.keys(listing(box.folder)), ['deleted there', 'kept', 'new here'])

  const cursor = box.store.cursor()
  await box.stop()
  await box.relink()
  t.is(box.store.cursor(), cursor)
  const before = emulator.stats().routes['files/list_folder'] ?? 0
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['kept', 'new here', 'new there'])
  t.deepEqual(await cloud.listing(), listing(box.folder))
  t.true(existsSync(join(box.folder, '.dropbox.cache', 'trash')))
  t.is(readFileSync(join(box.folder, 'kept'), 'utf8'), 'the content of kept')
  // Its own listing of `cloud.listing` apart, nothing was listed from the start.
  t.is((emulator.stats().routes['files/list_folder'] ?? 0) - before, 2)
})

test('a link that was ended while nothing happens is noticed when the account is asked for next', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { rescanEvery: 50, rescanAtLeast: 50, accountEvery: 50 } })
  box.start()
  await box.settle()
  const unlinked = become(box.engine, 'unlinked')
  await revoke(emulator)
  t.is((await unlinked).state, 'unlinked')
})

test('a connection that goes away is told at the first attempt, long before it is given up', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  emulator.configure({ faults: [{ route: 'users/get_current_account', kind: 'reset' }] })
  const offline = become(box.engine, 'offline')
  const began = emulator.stats().requests
  box.start()
  t.like(await offline, { state: 'offline' })
  t.is(emulator.stats().requests - began, 1)
  emulator.configure({ faults: [] })
  await box.settle()
  t.is(box.engine.status().state, 'up-to-date')
})
