import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { temporaryFolder } from '../temporary-folder.ts'
import { makeScanWorld, remarksOf } from './scan-world.ts'

test('symlinks, fifos and devices are problems, never followed, never opened', async (t) => {
  const world = await makeScanWorld(t)
  const outside = await temporaryFolder(t)
  writeFileSync(`${outside}/f`, 'precious')
  world.write('a/f', 'content')
  symlinkSync(outside, world.path('a/out'))
  symlinkSync('.', world.path('a/loop'))
  execFileSync('mkfifo', [world.path('a/fifo')])
  const { problems, blocked } = remarksOf(await world.scan())
  t.deepEqual(problems, { '/a/out': 'symlink', '/a/loop': 'symlink', '/a/fifo': 'special-file' })
  t.deepEqual(blocked.sort(), ['/a/fifo', '/a/loop', '/a/out'])
  t.deepEqual(world.keys(), ['/a', '/a/f'])
})

test('what was a file or folder and is a symlink now is no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  world.write('a/g', 'content')
  await world.scan()
  const before = world.keys()
  rmSync(world.path('f'))
  rmSync(world.path('a'), { recursive: true })
  symlinkSync('nowhere', world.path('f'))
  symlinkSync('nowhere', world.path('a'))
  t.deepEqual(remarksOf(await world.scan()).blocked.sort(), ['/a', '/f'])
  t.deepEqual(world.keys(), before)
})
