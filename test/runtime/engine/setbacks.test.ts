import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { DiskError } from '../../../runtime/ports/files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** How often the engine says that it looks again, until it has said so `most` times or the event loop has turned often. */
async function looksWithin(turns: number, listen: (changed: () => void) => () => void): Promise<number> {
  let looks = 0
  const stop = listen(() => {
    looks++
  })
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
  stop()
  return looks
}

test('a folder that cannot be made here is told once, what is in it waits, and nothing is tried again at once', async (t) => {
  const emulator = await emulatorFor(t)
  const disk = { full: true }
  const box = createBox(t, emulator, {
    files: hookedFiles(nodeFiles(), ({ name, path }) => {
      if (disk.full && name === 'mkdir' && path.endsWith('/locked'))
        throw new DiskError('no-permission', path)
    }),
  })
  const cloud = remoteSide(emulator)
  for (let index = 0; index < 5; index++) await cloud.write(`/locked/deeper/${index}`, `${index}`)
  await cloud.write('/other', 'x')
  box.start()
  await box.settle()
  t.deepEqual(
    box.engine.problems().map(({ path, why }) => [path, why.reason]),
    [['/locked', 'unwritable']],
  )
  t.true((await looksWithin(2000, (changed) => box.engine.listen(changed))) < 5)
  t.true(existsSync(join(box.folder, 'other')))
  t.deepEqual(readdirSync(join(box.folder, '.dropbox.cache', 'staging')), [])
  disk.full = false
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
})
