import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

test('a conflict copy finds a free name also where an ignored one has the first', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  box.start()
  writeFileSync(join(box.folder, '.mignore'), '*conflicted copy*\n')
  writeFileSync(join(box.folder, 'notes'), 'base')
  await box.settle()
  for (const round of ['first', 'second']) {
    await box.stop()
    writeFileSync(join(box.folder, 'notes'), `${round} here`)
    await cloud.write('/notes', `${round} there`)
    box.start()
    await box.settle()
    t.is(readFileSync(join(box.folder, 'notes'), 'utf8'), `${round} there`)
  }
  const copies = readdirSync(box.folder).filter((name) => name.includes('conflicted copy'))
  t.deepEqual(copies.map((name) => readFileSync(join(box.folder, name), 'utf8')).sort(), [
    'first here',
    'second here',
  ])
})
