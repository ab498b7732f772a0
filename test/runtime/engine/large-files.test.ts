import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { type Gate, gate } from './gate.ts'
import { type RemoteSide, remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, type TestBox } from './test-box.ts'

/** A box whose large files (of more than 1,000 bytes) can be read only when the gate is open. */
async function boxWithGate(
  t: ExecutionContext,
): Promise<{ box: TestBox; cloud: RemoteSide; reading: Gate; reads: () => number }> {
  let reads = 0
  const reading = gate()
  t.teardown(reading.open)
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, {
    settings: { readAtOnce: 1_000 },
    files: hookedFiles(nodeFiles(), async ({ name, path }) => {
      if (name !== 'file.read' || !path.includes('/large')) return
      reads++
      await reading.pass()
    }),
  })
  mkdirSync(box.folder)
  writeFileSync(join(box.folder, 'large'), Buffer.alloc(5_000))
  return { box, cloud: remoteSide(emulator), reading, reads: () => reads }
}

test('while a large file is being read everything else syncs, and that is told', async (t) => {
  const { box, cloud, reading } = await boxWithGate(t)
  box.start()
  await reading.reached
  writeFileSync(join(box.folder, 'small'), 'small')
  await cloud.write('/from Dropbox', 'another')
  await Promise.all([box.told('uploaded', '/small'), box.told('downloaded', '/from Dropbox')])
  t.is(box.engine.status().state, 'checking')
  t.deepEqual(box.engine.problems(), [{ path: '/large', why: { reason: 'being-read' } }])
  reading.open()
  await box.settle()
  t.is((await cloud.read('/large')).byteLength, 5_000)
  t.deepEqual(box.engine.problems(), [])
})

test('a large file that goes or is exchanged while it is read comes up as what it became', async (t) => {
  const { box, cloud, reading } = await boxWithGate(t)
  writeFileSync(join(box.folder, 'large too'), Buffer.alloc(3_000))
  box.start()
  await reading.reached
  rmSync(join(box.folder, 'large'))
  writeFileSync(join(box.folder, 'next'), Buffer.alloc(4_000, 'n'))
  renameSync(join(box.folder, 'next'), join(box.folder, 'large too'))
  await box.engine.rescan()
  reading.open()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['large too'])
  t.deepEqual(await cloud.read('/large too'), Buffer.alloc(4_000, 'n'))
})

test('a large file that is renamed stays in Dropbox until it has been read under its new name', async (t) => {
  const { box, cloud, reading } = await boxWithGate(t)
  reading.open()
  box.start()
  await box.settle()
  renameSync(join(box.folder, 'large'), join(box.folder, 'other'))
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['other'])
  t.false(box.store.history(100).some(({ action }) => action === 'deleted in Dropbox'))
})

test('an agent that is to end does not wait for a large file', async (t) => {
  const { box, cloud, reading, reads } = await boxWithGate(t)
  writeFileSync(join(box.folder, 'large'), Buffer.alloc(16 * 1024 * 1024))
  box.start()
  await reading.reached
  const stopped = box.stop()
  reading.open()
  await stopped
  t.true(reads() < 4, `${reads()} reads of 1 MiB at most`)
  t.deepEqual(await cloud.listing(), {})
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['large'])
})

test('what a person is to choose from after a restore names large files too', async (t) => {
  const { box, cloud, reading } = await boxWithGate(t)
  reading.open()
  box.start()
  await box.settle()
  await box.stop()
  rmSync(join(box.folder, '.dropbox.cache'), { recursive: true })
  writeFileSync(join(box.folder, 'large'), Buffer.alloc(6_000, 'n'))
  writeFileSync(join(box.folder, 'large too'), Buffer.alloc(3_000))
  box.start()
  await box.reach('halted')
  const shown = await box.choose('keep-box')
  t.deepEqual(
    [shown.replacedInDropbox, shown.uploaded].map((list) => list.map(({ path }) => path)),
    [['/large'], ['/large too']],
  )
  await box.settle()
  t.deepEqual(await cloud.read('/large'), Buffer.alloc(6_000, 'n'))
})
