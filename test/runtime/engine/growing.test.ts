import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

test('a large file is not read over and over while it is written, and goes up when it has come to rest', async (t) => {
  const emulator = await emulatorFor(t)
  let reads = 0
  const box = createBox(t, emulator, {
    files: hookedFiles(nodeFiles(), ({ name, path }) => {
      if (name === 'file.read' && path.endsWith('/large')) reads++
    }),
  })
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  box.start()
  await box.settle()
  const large = join(box.folder, 'large')
  writeFileSync(large, Buffer.alloc(9_000_000))
  for (let round = 0; round < 5; round++) {
    appendFileSync(large, `${round}`)
    await box.engine.rescan()
    t.is(box.engine.status().state, 'checking')
    t.deepEqual(box.engine.problems(), [])
  }
  t.is(reads, 0)
  await box.told('uploaded', '/large')
  await box.settle()
  t.is((await cloud.read('/large')).byteLength, 9_000_005)
})

test('a large log that never comes to rest is in Dropbox all the same, as it was at one moment', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { stillness: 100 } })
  const cloud = remoteSide(emulator)
  const log = join(box.folder, 'log')
  mkdirSync(box.folder)
  writeFileSync(log, Buffer.alloc(9_000_000, 1))
  const program = setInterval(() => appendFileSync(log, Buffer.of(2)), 20)
  t.teardown(() => clearInterval(program))
  box.start()
  await box.told('uploaded', '/log')
  const content = await cloud.read('/log')
  t.true(content.byteLength > 9_000_000)
  t.is(content.indexOf(2), 9_000_000)
  t.true(content.subarray(9_000_000).every((byte) => byte === 2))
  clearInterval(program)
})

test('a large file from another time is read at once', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { stillness: 3_600_000 } })
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  for (const [name, year] of [
    ['old', 2001],
    ['of the future', 2101],
  ] as const) {
    writeFileSync(join(box.folder, name), Buffer.alloc(9_000_000))
    utimesSync(join(box.folder, name), new Date(year, 1), new Date(year, 1))
  }
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['of the future', 'old'])
})
