import {
  appendFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

test('each name of a hard-linked file syncs as a file of its own, and what Dropbox changes parts them', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  const at = (name: string): string => join(box.folder, name)
  mkdirSync(at('folder'), { recursive: true })
  writeFileSync(at('one'), 'content')
  linkSync(at('one'), at('two'))
  linkSync(at('one'), at('folder/three'))
  box.start()
  await box.settle()
  t.deepEqual(await cloud.listing(), listing(box.folder))

  appendFileSync(at('two'), ', edited')
  await box.settle()
  for (const name of ['one', 'two', 'folder/three'])
    t.is(String(await cloud.read(`/${name}`)), 'content, edited')

  renameSync(at('one'), at('renamed'))
  rmSync(at('folder/three'))
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['folder', 'renamed', 'two'])

  await cloud.write('/two', 'from Dropbox')
  await box.settle()
  t.is(readFileSync(at('two'), 'utf8'), 'from Dropbox')
  t.is(readFileSync(at('renamed'), 'utf8'), 'content, edited')
  t.is(statSync(at('renamed')).nlink, 2)
  t.deepEqual(await cloud.listing(), listing(box.folder))
})
