import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

const remoteRoot = '/Örg/Space 1/i-1'

test('a folder of Dropbox is all that a box sees, in both directions, and it is made when it is missing', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/Örg/other/secret.txt', 'of somebody else')
  await cloud.write('/top.txt', 'beside it')
  const box = createBox(t, emulator, { remoteRoot })
  const at = (...path: string[]): string => join(box.folder, ...path)
  box.start()
  await box.settle()
  t.deepEqual(listing(box.folder), {})

  mkdirSync(at('Lab', 'deep'), { recursive: true })
  writeFileSync(at('Lab', 'deep', 'one.txt'), 'one')
  writeFileSync(at('two.txt'), 'two')
  await box.settle()
  await cloud.write(`${remoteRoot}/three.txt`, 'three')
  await cloud.move(`${remoteRoot}/Lab`, `${remoteRoot}/Laboratory`)
  await cloud.write('/Örg/Space 1/beside.txt', 'beside it')
  await box.settle()
  renameSync(at('two.txt'), at('Laboratory', 'two.txt'))
  rmSync(at('three.txt'))
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), [
    'Laboratory',
    'Laboratory/deep',
    'Laboratory/deep/one.txt',
    'Laboratory/two.txt',
  ])
  t.deepEqual(await cloud.listing(remoteRoot), listing(box.folder))
  t.like(await cloud.listing(''), { 'top.txt': (await cloud.listing(''))['top.txt'] })
  t.deepEqual(
    Object.keys(await cloud.listing('')).filter((path) => !path.startsWith(remoteRoot.slice(1))),
    ['top.txt', 'Örg', 'Örg/Space 1', 'Örg/Space 1/beside.txt', 'Örg/other', 'Örg/other/secret.txt'].sort(),
  )
})

for (const [what, go, comeBack] of [
  ['deleted', `delete`, undefined],
  ['renamed', 'move', 'move back'],
  ['replaced by another folder', 'replace', undefined],
  ['gone with the folder above it', 'delete above', undefined],
] as const)
  test(`a root that is ${what} in Dropbox stops everything, and deletes nothing on the box`, async (t) => {
    const emulator = await emulatorFor(t)
    const cloud = remoteSide(emulator)
    const box = createBox(t, emulator, { remoteRoot })
    box.start()
    await box.settle()
    writeFileSync(join(box.folder, 'one.txt'), 'one')
    mkdirSync(join(box.folder, 'folder'))
    writeFileSync(join(box.folder, 'folder', 'two.txt'), 'two')
    await box.settle()
    const before = listing(box.folder)

    if (go === 'delete') await cloud.delete(remoteRoot)
    else if (go === 'delete above') await cloud.delete('/Örg')
    else await cloud.move(remoteRoot, '/Örg/elsewhere')
    if (go === 'replace') await cloud.write(`${remoteRoot}/new.txt`, 'of another folder')
    t.like(await box.reach('halted'), { halts: [{ reason: 'remote-root-missing', root: remoteRoot }] })
    t.deepEqual(listing(box.folder), before)

    // The same for an agent that was not there when it happened.
    await box.stop()
    box.start()
    t.like(await box.reach('halted'), { halts: [{ reason: 'remote-root-missing' }] })
    t.deepEqual(listing(box.folder), before)
    if (comeBack === undefined) return
    await cloud.move('/Örg/elsewhere', remoteRoot)
    await box.settle()
    t.deepEqual(listing(box.folder), before)
    t.deepEqual(await cloud.listing(remoteRoot), before)
  })

test('what was deleted below the root is deleted on the box, and the root may be empty', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  const box = createBox(t, emulator, { remoteRoot })
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'one.txt'), 'one')
  await box.settle()
  await cloud.delete(`${remoteRoot}/one.txt`)
  await box.settle()
  t.deepEqual(listing(box.folder), {})
})

test('another root than the one that was synced is not looked at before a person decides', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  const box = createBox(t, emulator, { remoteRoot })
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'one.txt'), 'one')
  await box.settle()
  await box.stop()
  const before = [listing(box.folder), await cloud.listing()]

  // As of a program that knew no roots: then it was the whole Dropbox.
  box.store.setValue('remote-root', undefined)
  box.start()
  t.like(await box.reach('halted'), {
    halts: [{ reason: 'remote-root-changed', expected: '', found: remoteRoot }],
  })
  t.deepEqual([listing(box.folder), await cloud.listing()], before)
})
