import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { folderFlush } from '../../../../runtime/local/swap/flush.ts'
import { makeFolder } from '../../../../runtime/local/swap/folders.ts'
import { type Placing, placeFile } from '../../../../runtime/local/swap/place-file.ts'
import { openTrash } from '../../../../runtime/local/trash/trash.ts'
import { DiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { copyNames, type SwapWorld, swapWorldOf } from './world.ts'

const modified = Date.UTC(2026, 9, 1, 12, 30)

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
  const world = await swapWorldOf(t)
  const staged = await world.stage('new')
  const placed = await placeFile(world.files, placing(world, 'f', { staged, expected: undefined }))
  t.is(placed.result, 'placed')
  t.is(statSync(world.path('f')).mtimeMs, modified)
  if (placed.result === 'placed') t.deepEqual(placed.entry, await world.file('f'))
})

for (const old of [undefined, 'old'])
  test(`a file that has come to its place${old ? ' over another' : ''} is placed, though its staged name cannot be taken away`, async (t) => {
    const world = await swapWorldOf(t)
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

test('what a placed file replaces is in the trash', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  const placed = await placeFile(world.files, placing(world, 'f', { staged, expected }))
  t.is(placed.result, 'placed')
  t.deepEqual(world.live(), { f: 'new' })
  t.deepEqual(world.inTrash(), ['old'])
})

test('a file keeps its mode over new content, without set-user-id', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  await world.files.chmod(world.path('f'), 0o4751)
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  await placeFile(world.files, placing(world, 'f', { staged, expected }))
  t.is(statSync(world.path('f')).mode & 0o7777, 0o751)
})

test('a new file has the mode that the umask leaves', async (t) => {
  const world = await swapWorldOf(t)
  const staged = await world.stage('new')
  await placeFile(world.files, placing(world, 'f', { staged, expected: undefined }))
  t.is(statSync(world.path('f')).mode & 0o777, 0o666 & ~process.umask())
})

test('a file that was written within 2 seconds of its mtime is to be hashed again', async (t) => {
  const world = await swapWorldOf(t)
  const staged = await world.stage('new')
  const fresh = { staged, expected: undefined, modified: 5_000, now: () => 6_000 }
  const placed = await placeFile(world.files, placing(world, 'f', fresh))
  t.is(placed.result === 'placed' && placed.entry.changed, -1)
})

test('something unexpected is left alone, and the download waits in staging', async (t) => {
  const world = await swapWorldOf(t)
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
  const world = await swapWorldOf(t)
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
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  linkSync(world.path('f'), world.path('other'))
  const [expected, staged] = [await world.file('f'), await world.stage('new')]
  const placed = await placeFile(world.files, placing(world, 'f', { staged, expected }))
  t.is(placed.result, 'placed')
  t.deepEqual(world.live(), { f: 'new', other: 'old' })
})

test('a folder that only a symlink leads to is no folder', async (t) => {
  const world = await swapWorldOf(t)
  mkdirSync(world.path('real'))
  symlinkSync(world.path('real'), world.path('a'))
  const staged = await world.stage('new')
  const placed = await placeFile(world.files, placing(world, 'a/f', { staged, expected: undefined }))
  t.is(placed.result, 'no-folder')
  t.is((await makeFolder(world.files, { root: world.root, target: world.path('a/b') })).result, 'no-folder')
  t.deepEqual(world.live(), { 'real/': '', a: '(symlink)' })
})

test('with a flush of the caller, folders are flushed when it says so, what went into the trash first', async (t) => {
  const world = await swapWorldOf(t)
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
