import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import test from 'ava'
import { removeFile } from '../../../../runtime/local/swap/remove-file.ts'
import { emptyTrash } from '../../../../runtime/local/trash/empty-trash.ts'
import { rescueLateWrites } from '../../../../runtime/local/trash/late-writes.ts'
import { listTrash } from '../../../../runtime/local/trash/list-trash.ts'
import { binName, type KeptFile, openTrash, timeOfBin } from '../../../../runtime/local/trash/trash.ts'
import { copyNames, type SwapWorld, swapWorldOf } from '../swap/world.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const at = Date.UTC(2026, 10, 3, 10, 12, 13, 45)
const later = 60_000

async function remove(
  world: SwapWorld,
  relative: string,
  trash = openTrash(world.files, world.root, at),
): Promise<KeptFile> {
  const removed = await removeFile(world.files, {
    root: world.root,
    target: world.path(relative),
    expected: await world.file(relative),
    trash,
    copyName: copyNames(relative),
  })
  if (removed.result !== 'removed') throw new Error(removed.result)
  return removed.kept
}

test('a bin is named after its time', (t) => {
  t.is(binName(at, 2), '2026-11-03T10-12-13.045Z-2')
  t.is(timeOfBin(binName(at, 2)), at)
  for (const name of ['', 'x', '2026-11-03', '2026-99-03T10-12-13.045Z-2', '2026-11-03T10-12-13.045Z'])
    t.is(timeOfBin(name), undefined, name)
})

test('a file lies in the trash under the path that it had, with a record of where and when', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/b/f', 'old')
  const kept = await remove(world, 'a/b/f')
  const bin = world.path('.dropbox.cache/trash/2026-11-03T10-12-13.045Z-1')
  t.is(kept.path, `${bin}/files/a/b/f`)
  t.deepEqual(JSON.parse(readFileSync(`${bin}/origin.json`, 'utf8')), {
    root: world.root,
    at: '2026-11-03T10:12:13.045Z',
  })
})

test('the trash makes nothing until something comes', async (t) => {
  const world = await swapWorldOf(t)
  openTrash(world.files, world.root, at)
  t.deepEqual(readdirSync(world.path('.dropbox.cache/trash')), [])
})

test('what is taken away within a minute shares a bin', async (t) => {
  const world = await swapWorldOf(t)
  for (const [name, time] of [
    ['f', at],
    ['g', at + later - 1],
    ['h', at + later],
    ['i', at],
  ] as const) {
    world.write(name, name)
    await remove(world, name, openTrash(world.files, world.root, time))
  }
  const bins = readdirSync(world.path('.dropbox.cache/trash')).sort()
  t.deepEqual(bins, [binName(at, 1), binName(at, 2), binName(at + later, 1)])
})

test('a bin that was emptied while it is in use is followed by another', async (t) => {
  const world = await swapWorldOf(t)
  const trash = openTrash(world.files, world.root, at)
  for (const path of ['a/f', 'a/g', 'h']) {
    world.write(path, path)
    await remove(world, path, trash)
    t.deepEqual(world.inTrash(), [path])
    await emptyTrash(world.files, world.root, at + 1)
  }
})

test('nothing in the trash is ever replaced', async (t) => {
  const world = await swapWorldOf(t)
  const trash = openTrash(world.files, world.root, at)
  for (const content of ['one', 'two', 'three']) {
    world.write('f', content)
    await remove(world, 'f', trash)
  }
  mkdirSync(world.path('f'))
  world.write('f/inner', 'four')
  await remove(world, 'f/inner', trash)
  world.write('g/inner', 'five')
  await remove(world, 'g/inner', trash)
  rmSync(world.path('g'), { recursive: true })
  world.write('g', 'six')
  await remove(world, 'g', trash)
  world.write('f/inner', 'seven')
  await remove(world, 'f/inner', openTrash(world.files, world.root, at))
  t.deepEqual(world.inTrash().sort(), ['five', 'four', 'one', 'seven', 'six', 'three', 'two'])
})

test('the trash lists the newest first', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'older')
  world.write('g', 'newer!')
  await remove(world, 'a/f')
  await remove(world, 'g', openTrash(world.files, world.root, at + later))
  mkdirSync(world.path('.dropbox.cache/trash/not-ours'))
  const listed = await listTrash(world.files, world.root)
  t.deepEqual(
    listed.map(({ relative, at: when, size }) => ({ relative, at: when, size })),
    [
      { relative: 'g', at: at + later, size: 6 },
      { relative: 'a/f', at, size: 5 },
    ],
  )
  t.deepEqual(
    listed.map(({ path }) => readFileSync(path, 'utf8')),
    ['newer!', 'older'],
  )
})

test('emptying throws away what is old, and follows no symlink', async (t) => {
  const world = await swapWorldOf(t)
  const outside = await temporaryFolder(t)
  writeFileSync(`${outside}/precious`, '')
  world.write('a/f', 'older')
  world.write('g', 'newer')
  const kept = await remove(world, 'a/f')
  symlinkSync(outside, `${kept.path}-link`)
  await remove(world, 'g', openTrash(world.files, world.root, at + later))
  t.deepEqual(await emptyTrash(world.files, world.root, at), { files: 0, bytes: 0 })
  t.like(await emptyTrash(world.files, world.root, at + later), { files: 2 })
  t.deepEqual(world.inTrash(), ['newer'])
  t.true(existsSync(`${outside}/precious`))
  rmSync(world.path('.dropbox.cache/trash'), { recursive: true })
  t.deepEqual(await emptyTrash(world.files, world.root, at + 9), { files: 0, bytes: 0 })
  t.deepEqual(await listTrash(world.files, world.root), [])
})

test('what a program goes on writing into a removed file comes back as a conflict copy', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'old')
  world.write('a/g', 'old')
  const kept = [await remove(world, 'a/f'), await remove(world, 'a/g')]
  appendFileSync(kept[0]?.path ?? '', ' and more')
  world.write('a/f', 'another')
  world.write('a/f copy 0', 'taken')
  const rescue = () =>
    Promise.all(kept.map((file) => rescueLateWrites(world.files, world.root, file, copyNames)))
  t.deepEqual(await rescue(), ['a/f copy 1', undefined])
  t.deepEqual(world.live(), {
    'a/': '',
    'a/f': 'another',
    'a/f copy 0': 'taken',
    'a/f copy 1': 'old and more',
  })
  t.deepEqual(await rescue(), [undefined, undefined])
})

test('late writes into a file whose folder is gone stay in the trash', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/f', 'old')
  const kept = await remove(world, 'a/f')
  appendFileSync(kept.path, ' and more')
  renameSync(world.path('a'), world.path('b'))
  t.is(await rescueLateWrites(world.files, world.root, kept, copyNames), undefined)
  t.deepEqual(world.inTrash(), ['old and more'])
})
