import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor } from './test-box.ts'

const names = Array.from({ length: 40 }, (_, index) => `${index}`)

test('what lies on both sides at a first sync is written down piece by piece, and others have their turn between two pieces', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  const box = createBox(t, emulator, { settings: { agreeAtOnce: 4 } })
  mkdirSync(join(box.folder, 'Letters', 'old'), { recursive: true })
  for (const name of names) {
    writeFileSync(join(box.folder, 'Letters', 'old', name), name)
    await cloud.write(`/Letters/old/${name}`, name)
  }
  writeFileSync(join(box.folder, 'Letters', 'only here'), 'x')
  await cloud.write('/Letters/only there', 'y')
  const counts = new Set<number>()
  const told = new AbortController()
  const counting = (): void => {
    if (told.signal.aborted) return
    counts.add(box.store.count('synced', '').files)
    setImmediate(counting)
  }
  counting()
  box.start()
  await box.settle()
  told.abort()
  t.true(counts.size > names.length / 4 / 2, 'whoever asked meanwhile saw how far it was')
  t.is(box.store.count('synced', '').files, names.length + 2)
  const transfers = box.store
    .history(100)
    .filter(({ action }) => action === 'uploaded' || action === 'downloaded')
  t.deepEqual(transfers.map(({ path }) => path).sort(), ['/Letters/only here', '/Letters/only there'])
})

test('however much both sides agree on meanwhile, a large deletion waits for a person', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'papers'))
  for (const name of names) writeFileSync(join(box.folder, 'papers', name), name)
  await box.settle()
  for (const name of names.slice(0, 30)) rmSync(join(box.folder, 'papers', name))
  const waiting = { halts: [{ reason: 'mass-deletion', side: 'remote', files: 30, of: 40 }] }
  t.like(await box.reach('halted'), waiting)
  mkdirSync(join(box.folder, 'many'))
  for (let index = 0; index < 100; index++) writeFileSync(join(box.folder, 'many', `${index}`), 'equal')
  for (let index = 0; index < 100; index++) await cloud.write(`/many/${index}`, 'equal')
  t.like(await box.reach('halted'), waiting)
  t.is(Object.keys(await cloud.listing('/papers')).length, 40)
})
