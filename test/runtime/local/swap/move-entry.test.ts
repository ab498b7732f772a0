import { mkdirSync, statSync, symlinkSync } from 'node:fs'
import test from 'ava'
import { moveEntry } from '../../../../runtime/local/swap/move-entry.ts'
import { DiskError, type Files, isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { copyNames, swapWorldOf } from './world.ts'

/** A disk on which folders cannot be renamed as a whole, as overlayfs answers for those of a container's image. */
function likeOverlay(files: Files): Files {
  return hookedFiles(files, ({ name, path, arguments: [from] }) => {
    if (name === 'rename' && statSync(String(from)).isDirectory())
      throw new DiskError('other-device', path, { errno: 'EXDEV' })
  })
}

test('a moved file keeps its inode, and nothing is moved over anything', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  world.write('g', 'other')
  const expected = await world.file('f')
  const move = (to: string) =>
    moveEntry(world.files, {
      root: world.root,
      from: world.path('f'),
      to: world.path(to),
      expected,
      copyName: copyNames('f'),
    })
  t.is((await move('g')).result, 'in-the-way')
  t.is((await move('x/h')).result, 'no-folder')
  const moved = await move('h')
  t.is(moved.result, 'moved')
  if (moved.result === 'moved') t.deepEqual(moved.entry, await world.file('h'))
  t.is((await move('h')).result, 'gone')
  t.deepEqual(world.live(), { g: 'other', h: 'old' })
})

test('a folder is not moved over a file or a folder', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'old')
  world.write('b/g', 'other')
  world.write('c', 'file')
  const expected = await world.folder('a')
  for (const to of ['b', 'c']) {
    const moved = await moveEntry(world.files, {
      root: world.root,
      from: world.path('a'),
      to: world.path(to),
      expected,
      copyName: copyNames('a'),
    })
    t.is(moved.result, 'in-the-way')
  }
  t.deepEqual(world.live(), { 'a/': '', 'a/f': 'old', 'b/': '', 'b/g': 'other', c: 'file' })
})

test('a folder that cannot be renamed as a whole is moved by its parts', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'one')
  world.write('a/inner/g', 'two')
  mkdirSync(world.path('b'))
  const files = likeOverlay(world.files)
  const expected = await world.folder('a')
  const moved = await moveEntry(files, {
    root: world.root,
    from: world.path('a'),
    to: world.path('b/c'),
    expected,
    copyName: copyNames('a'),
  })
  t.deepEqual(moved, { result: 'moved', entry: await world.folder('b/c') })
  t.deepEqual(world.live(), {
    'b/': '',
    'b/c/': '',
    'b/c/f': 'one',
    'b/c/inner/': '',
    'b/c/inner/g': 'two',
  })
})

test('what cannot be moved with such a folder stays where it is, and the folder with it', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'one')
  symlinkSync('f', world.path('a/link'))
  const files = likeOverlay(world.files)
  const expected = await world.folder('a')
  const error = await t.throwsAsync(
    moveEntry(files, {
      root: world.root,
      from: world.path('a'),
      to: world.path('b'),
      expected,
      copyName: copyNames('a'),
    }),
  )
  t.true(isDiskError(error, 'other-device'))
  t.deepEqual(world.live(), { 'a/': '', 'a/link': '(symlink)', 'b/': '', 'b/f': 'one' })
})

for (const failing of ['rmdir', 'link'])
  test(`a folder that is only to be spelled otherwise, and breaks off in its middle, is whole again under its old name: ${failing}`, async (t) => {
    const world = await swapWorldOf(t)
    world.write('a/f', 'one')
    world.write('a/g', 'two')
    world.write('a/inner/h', 'three')
    world.write('a/inner/i', 'four')
    const before = world.live()
    let calls = 0
    const files = hookedFiles(likeOverlay(world.files), ({ name, path }) => {
      if (name === failing && ++calls === (failing === 'link' ? 3 : 1)) throw new DiskError('busy', path)
    })
    const moving = { root: world.root, from: world.path('a'), to: world.path('A'), copyName: copyNames('a') }
    const error = await t.throwsAsync(moveEntry(files, { ...moving, expected: await world.folder('a') }))
    t.true(isDiskError(error, 'busy'))
    t.true(calls > 0)
    t.deepEqual(world.live(), before)
    const again = await moveEntry(files, { ...moving, expected: await world.folder('a') })
    t.is(again.result, 'moved')
    t.deepEqual(Object.keys(world.live()), ['A/', 'A/f', 'A/g', 'A/inner/', 'A/inner/h', 'A/inner/i'])
  })
