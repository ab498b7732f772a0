import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { SyncStatus } from '../../../runtime/engine/status.ts'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor } from './test-box.ts'

const files = 60

function filesIn(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true })
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${index}`))
  for (const path of paths) writeFileSync(path, path)
  return paths
}

test('a large deletion on the box that is seen piece by piece halts all the same', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  box.start()
  const paths = filesIn(join(box.folder, 'papers'), files)
  await box.settle()
  for (const path of paths.slice(0, 20)) {
    rmSync(path)
    await box.engine.rescan()
  }
  await box.settle()
  rmSync(paths[20] ?? '')
  t.like(await box.reach('halted'), { halts: [{ reason: 'mass-deletion', side: 'remote', files: 1 }] })
  t.is(Object.keys(await cloud.listing('/papers')).length, files - 20)
  await box.engine.approve()
  await box.settle()
  rmSync(paths[21] ?? '')
  await box.settle()
  t.is(Object.keys(await cloud.listing('/papers')).length, files - 22)
})

test('a large deletion in Dropbox that comes piece by piece halts all the same', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  box.start()
  filesIn(join(box.folder, 'papers'), files)
  await box.settle()
  for (let index = 0; index < 20; index++) {
    await cloud.delete(`/papers/${index}`)
    await box.engine.rescan()
  }
  await box.settle()
  await cloud.delete('/papers/20')
  t.like(await box.reach('halted'), { halts: [{ reason: 'mass-deletion', side: 'local', files: 1 }] })
})

test('what is deleted and comes back, as when a program changes between versions, is no large deletion', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  box.start()
  const paths = filesIn(join(box.folder, 'src'), files)
  await box.settle()
  for (let turn = 0; turn < 4; turn++) {
    for (const path of paths.slice(0, 15)) rmSync(path)
    await box.settle()
    for (const path of paths.slice(0, 15)) writeFileSync(path, `${turn}`)
    await box.settle()
  }
  t.is(box.engine.status().state, 'up-to-date')
})

test('what one plan shows is approved, and no more', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  box.start()
  const paths = filesIn(join(box.folder, 'papers'), files)
  await box.settle()
  for (const path of paths.slice(0, 30)) rmSync(path)
  await box.reach('halted')
  await box.engine.approve()
  for (const path of paths.slice(30, 55)) rmSync(path)
  t.like(await box.reach('halted'), { halts: [{ reason: 'mass-deletion', side: 'remote', files: 55 }] })
  t.is(Object.keys(await cloud.listing('/papers')).length, files)
  for (const path of paths.slice(0, 55)) writeFileSync(path, path)
  await box.settle()
  t.is(Object.keys(await cloud.listing('/papers')).length, files)
})

test('as soon as a large deletion is approved the engine is not stopped any more, and says so while it goes on', async (t) => {
  const emulator = await emulatorFor(t)
  const deleting = Promise.withResolvers<void>()
  const answering = Promise.withResolvers<void>()
  const box = createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      async deleteFiles(...order) {
        deleting.resolve()
        await answering.promise
        return cloud.deleteFiles(...order)
      },
    }),
  })
  box.start()
  filesIn(join(box.folder, 'papers'), files)
  await box.settle()
  rmSync(join(box.folder, 'papers'), { recursive: true })
  await box.reach('halted')
  await box.engine.approve()
  t.is(box.engine.status().state, 'checking')
  await deleting.promise
  t.is(box.engine.status().state, 'checking')
  answering.resolve()
  await box.settle()
  t.deepEqual(await remoteSide(emulator).listing(), {})
})

test('what waits to be deleted is named as people spelled it', async (t) => {
  const { box, cloud } = await settledBox(t)
  filesIn(join(box.folder, 'My Papers', 'Übung'), 30)
  await box.settle()
  rmSync(join(box.folder, 'My Papers'), { recursive: true })
  const spelled = ['/My Papers', '/My Papers/Übung', '/My Papers/Übung/0']
  t.like(await box.reach('halted'), { halts: [{ side: 'remote' }] })
  t.deepEqual(box.engine.pending().deletions[0]?.paths.toSorted().slice(0, 3), spelled)
  filesIn(join(box.folder, 'My Papers', 'Übung'), 30)
  await box.settle()
  await cloud.delete('/My Papers')
  const { halts } = (await box.reach('halted')) as Extract<SyncStatus, { state: 'halted' }>
  t.deepEqual(box.engine.pending().deletions[0]?.paths.toSorted().slice(0, 3), spelled)
  t.true(JSON.stringify(halts).includes('/My Papers'))
})
