import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

const large = Buffer.alloc(9_000_000, 1)

test('a large file in a folder that is set apart while it is written goes up from there, and all is settled', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/Letters', 'theirs')
  const box = createBox(t, emulator, { selection: [{ path: '/x', display: '/x', include: false }] })
  box.start()
  await box.settle()
  mkdirSync(join(box.folder, 'Letters'))
  writeFileSync(join(box.folder, 'Letters', 'large'), large)
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), [
    'Letters (Selective Sync Conflict)',
    'Letters (Selective Sync Conflict)/large',
  ])
  t.is((await cloud.read('/Letters (Selective Sync Conflict)/large')).byteLength, large.byteLength)
})

test('a large file in a folder that is moved in Dropbox while it is written goes up there, and all is settled', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/old/small', 'x')
  const box = createBox(t, emulator)
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'old', 'large'), large)
  await box.engine.rescan()
  await cloud.move('/old', '/new')
  await box.told('uploaded', '/new/large')
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), ['new', 'new/large', 'new/small'])
})
