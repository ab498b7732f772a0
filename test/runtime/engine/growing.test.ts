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
  }
  t.is(reads, 0)
  await box.told('uploaded', '/large')
  await box.settle()
  t.is((await cloud.read('/large')).byteLength, 9_000_005)
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
