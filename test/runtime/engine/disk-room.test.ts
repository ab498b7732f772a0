import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

const mebibyte = 1024 * 1024

test('on a disk that is nearly full downloads wait, told once with figures, while uploads and deletions go on both ways', async (t) => {
  const emulator = await emulatorFor(t)
  const disk = { total: 1024 * mebibyte, available: 500 * mebibyte, shared: false }
  const box = createBox(t, emulator, { files: { ...nodeFiles(), space: async () => disk } })
  const cloud = remoteSide(emulator)
  box.start()
  await cloud.write('/deleted there', 'x')
  await cloud.write('/deleted here', 'x')
  await box.settle()
  t.deepEqual(box.engine.shortages(), [])

  disk.available = 60 * mebibyte
  for (let index = 0; index < 12; index++) await cloud.write(`/new there/${index}`, 'y'.repeat(1000))
  await cloud.delete('/deleted there')
  rmSync(join(box.folder, 'deleted here'))
  writeFileSync(join(box.folder, 'new here'), 'z')
  await box.settle()
  const named = box.engine.shortages().map((each) => ({ ...each, examples: each.examples.toSorted() }))
  t.deepEqual(named, [
    {
      ...{ reason: 'disk-nearly-full', target: box.folder, ...pick(disk), files: 12, bytes: 12_000 },
      examples: Array.from({ length: 12 }, (_, index) => `/new there/${index}`).sort(),
    },
  ])
  t.deepEqual(box.engine.problems(), [])
  t.deepEqual(Object.keys(listing(box.folder)), ['new here', 'new there'])
  t.is(Object.keys(await cloud.listing()).length, 14)
  t.deepEqual(readdirSync(join(box.folder, '.dropbox.cache', 'staging')), [])

  disk.available = 500 * mebibyte
  await box.settle()
  t.deepEqual(box.engine.shortages(), [])
  t.deepEqual(listing(box.folder), await cloud.listing())
})

function pick({ total, available }: { total: number; available: number }) {
  return { total, available }
}
