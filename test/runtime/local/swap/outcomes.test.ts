import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { folderFlush } from '../../../../runtime/local/swap/flush.ts'
import { makeFolder, removeFolder } from '../../../../runtime/local/swap/folders.ts'
import { moveEntry } from '../../../../runtime/local/swap/move-entry.ts'
import { type Placing, placeFile } from '../../../../runtime/local/swap/place-file.ts'
import { removeFile } from '../../../../runtime/local/swap/remove-file.ts'
import { openTrash } from '../../../../runtime/local/trash/trash.ts'
import { DiskError, isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { copyNames, makeSwapWorld, type SwapWorld } from './world.ts'

const modified = Date.UTC(2026, 9, 1, 12, 30)

async function worldOf(t: ExecutionContext): Promise<SwapWorld> {
  const world = await makeSwapWorld()
  t.teardown(world.remove)
  return world
}

const placing = (
  world: SwapWorld,
  target: string,
  more: Pick<Placing, 'staged' | 'expected'> & Partial<Placing>,
): Placing => ({
  root: world.root,
  target: world.path(target),
  modified,
  trash: openTrash(world.files, world.root, Date.now()),
  copyName: copyNames('f'),
  now: Date.now,
  ...more,
})

test('a placed file has the mtime it was given, and its entry is what a scan would find', async (t) => {
  const world = await worldOf(t)
  const staged = await world.stage('new')
  const placed = await placeFile(world.files, placing(world, 'f', { staged, expected: undefined }))
  t.is(placed.result, 'placed')
  t.is(statSync(world.path('f')).mtimeMs, modified)
  if (placed.result === 'placed') t.deepEqual(placed.entry, await world.file('f'))
})

for (const old of [undefined, 'old'])
  test(`a file that has come to its place${old ? ' over another' : ''} is placed, though its staged name cannot be taken away`, async (t) => {
    const world = await worldOf(t)
    if (old !== undefined) world.write('f', old)
    const expected = old === undefined ? undefined : await world.file('f')
    const staged = await world.stage('new')
    const files = hookedFiles(world.files, ({ name, path }) => {
      if (name === 'unlink' && path === staged.path) throw new DiskError('io', path, { errno: 'EIO' })
    })
    const placed = await placeFile(files, placing(world, 'f', { staged, expected }))
    t.is(placed.result, 'placed')
    t.deepEqual(world.live(), { f: 'new' })
  })

test('a file keeps its mode over new content, without set-user-id', async (t) => {
  const world = await worldOf(t)
  world.write('f', 'old')
  await world.files.chmod(world.path('f'), 0o4751)
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  await placeFile(world.files, placing(world, 'f', { staged, expected }))
  t.is(statSync(world.path('f')).mode & 0o7777, 0o751)
})

test('a new file has the mode that the umask leaves', async (t) => {
  const world = await worldOf(t)
  const staged = await world.stage('new')
  await placeFile(world.files, placing(world, 'f', { staged, expected: undefined }))
  t.is(statSync(world.path('f')).mode & 0o777, 0o666 & ~process.umask())
})

test('a file that was written within 2 seconds of its mtime is to be hashed again', async (t) => {
  const world = await worldOf(t)
  const staged = await world.stage('new')
  const fresh = { staged, expected: undefined, modified: 5_000, now: () => 6_000 }
  const placed = await placeFile(world.files, placing(world, 'f', fresh))
  t.is(placed.result === 'placed' && placed.entry.changed, -1)
})

test('something unexpected is left alone, and the download waits in staging', async (t) => {
  const world = await worldOf(t)
  world.write('f', 'mine')
  const staged = await world.stage('new')
  const inTheWay = await placeFile(world.files, placing(world, 'f', { staged, expected: undefined }))
  t.is(inTheWay.result, 'in-the-way')
  const expected = await world.file('f')
  utimesSync(world.path('f'), 1, 1)
  const changed = await placeFile(world.files, placing(world, 'f', { staged, expected }))
  t.is(changed.result, 'changed')
  t.deepEqual(world.live(), { f: 'mine' })
  t.deepEqual(world.inStaging(), ['new'])
})

test('what replaced the file in the last moment gets its place back, or a name beside it', async (t) => {
  const world = await worldOf(t)
  world.write('f', 'old')
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  const files = hookedFiles(world.files, ({ name, arguments: [from, to] }) => {
    if (name === 'rename' && String(to).includes('/aside/')) world.write('f', 'mine')
    if (name === 'link' && String(from).includes('/aside/') && String(to).endsWith('/f'))
      writeFileSync(world.path('f'), 'mine too', { flag: 'wx' })
  })
  const result = await placeFile(files, placing(world, 'f', { staged, expected }))
  t.is(result.result === 'changed' && result.copy, 'f copy 0')
  t.deepEqual(world.live(), { f: 'mine too', 'f copy 0': 'mine' })
})

test('a hard link keeps the old content when one of its names gets new content', async (t) => {
  const world = await worldOf(t)
  world.write('f', 'old')
  linkSync(world.path('f'), world.path('other'))
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  const placed = await placeFile(world.files, placing(world, 'f', { staged, expected }))
  t.is(placed.result, 'placed')
  t.deepEqual(world.live(), { f: 'new', other: 'old' })
})

test('a folder that only a symlink leads to is no folder', async (t) => {
  const world = await worldOf(t)
  mkdirSync(world.path('real'))
  symlinkSync(world.path('real'), world.path('a'))
  const staged = await world.stage('new')
  const placed = await placeFile(world.files, placing(world, 'a/f', { staged, expected: undefined }))
  t.is(placed.result, 'no-folder')
  t.is((await makeFolder(world.files, { root: world.root, target: world.path('a/b') })).result, 'no-folder')
  t.deepEqual(world.live(), { 'real/': '', a: '(symlink)' })
})

test('a path that leads out of the root is refused', async (t) => {
  const world = await worldOf(t)
  for (const target of [
    world.root,
    `${world.root}/../x`,
    `${world.root}/a//b`,
    '/etc/passwd',
    `${world.root}/.`,
  ]) {
    const error = await t.throwsAsync(makeFolder(world.files, { root: world.root, target }))
    t.true(isDiskError(error, 'invalid'), target)
  }
})

test('removing says what it found', async (t) => {
  const world = await worldOf(t)
  world.write('f', 'old')
  const expected = await world.file('f')
  const trash = openTrash(world.files, world.root, Date.now())
  const remove = (target: string) =>
    removeFile(world.files, {
      root: world.root,
      target: world.path(target),
      expected,
      trash,
      copyName: copyNames('f'),
    })
  t.is((await remove('g')).result, 'gone')
  t.is((await remove('x/g')).result, 'no-folder')
  t.is((await remove('f')).result, 'removed')
  t.deepEqual(world.inTrash(), ['old'])
  world.write('f', 'other')
  t.is((await remove('f')).result, 'changed')
})

test('a folder is removed only when it is empty', async (t) => {
  const world = await worldOf(t)
  world.write('a/f', 'old')
  const remove = (target: string) =>
    removeFolder(world.files, { root: world.root, target: world.path(target) })
  t.deepEqual(await remove('a'), { result: 'not-empty', names: ['f'] })
  t.is((await remove('a/f')).result, 'changed')
  mkdirSync(world.path('b'))
  t.is((await remove('b')).result, 'removed')
  t.is((await remove('b')).result, 'gone')
  t.deepEqual(world.live(), { 'a/': '', 'a/f': 'old' })
})

test('making a folder says whether it was there', async (t) => {
  const world = await worldOf(t)
  world.write('f', 'old')
  const make = (target: string) => makeFolder(world.files, { root: world.root, target: world.path(target) })
  const made = await make('a')
  t.is(made.result, 'made')
  if (made.result === 'made') t.deepEqual(made.entry, await world.folder('a'))
  t.is((await make('a')).result, 'present')
  t.is((await make('f')).result, 'in-the-way')
  t.is((await make('x/y')).result, 'no-folder')
})

test('a moved file keeps its inode, and nothing is moved over anything', async (t) => {
  const world = await worldOf(t)
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
  const world = await worldOf(t)
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
  const world = await worldOf(t)
  world.write('a/f', 'one')
  world.write('a/inner/g', 'two')
  mkdirSync(world.path('b'))
  // As overlayfs answers for folders of a container's image.
  const files = hookedFiles(world.files, ({ name, path, arguments: [from] }) => {
    if (name === 'rename' && statSync(String(from)).isDirectory())
      throw new DiskError('other-device', path, { errno: 'EXDEV' })
  })
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
  const world = await worldOf(t)
  world.write('a/f', 'one')
  symlinkSync('f', world.path('a/link'))
  const files = hookedFiles(world.files, ({ name, path, arguments: [from] }) => {
    if (name === 'rename' && statSync(String(from)).isDirectory())
      throw new DiskError('other-device', path, { errno: 'EXDEV' })
  })
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
    const world = await worldOf(t)
    world.write('a/f', 'one')
    world.write('a/g', 'two')
    world.write('a/inner/h', 'three')
    world.write('a/inner/i', 'four')
    const before = world.live()
    let calls = 0
    const files = hookedFiles(world.files, ({ name, path, arguments: [from] }) => {
      if (name === 'rename' && statSync(String(from)).isDirectory())
        throw new DiskError('other-device', path, { errno: 'EXDEV' })
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

test('with a flush of the caller, folders are flushed when it says so, what went into the trash first', async (t) => {
  const world = await worldOf(t)
  world.write('a/f', 'old')
  const [expected, staged] = [await world.file('a/f'), await world.stage('new')]
  const synced: string[] = []
  const files = hookedFiles(world.files, ({ name, path }) => {
    if (name === 'folder.sync') synced.push(path)
  })
  const flush = folderFlush(files)
  await placeFile(files, placing(world, 'a/f', { staged, expected, flush }))
  t.deepEqual(synced, [])
  await Promise.all([flush.flush(), flush.flush()])
  const trash = synced.findLastIndex((path) => path.includes('/trash/'))
  t.true(trash >= 0 && synced.indexOf(world.path('a')) > trash, synced.join('\n'))
  t.is(readFileSync(world.path('a/f'), 'utf8'), 'new')
})

test('a flush that fails fails for everybody who waits for it, and only for them', async (t) => {
  const world = await worldOf(t)
  let failures = 1
  const files = hookedFiles(world.files, ({ name }) => {
    if (name === 'folder.sync' && failures-- > 0) throw new Error('no')
  })
  const flush = folderFlush(files)
  flush.add(world.root)
  const both = [flush.flush(), flush.flush()]
  for (const one of both) await t.throwsAsync(one)
  flush.add(world.root)
  await t.notThrowsAsync(flush.flush())
})
