import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import test from 'ava'
import { removeFile } from '../../../../runtime/local/swap/remove-file.ts'
import { emptyBins } from '../../../../runtime/local/trash/empty-trash.ts'
import { listBins, listTrash } from '../../../../runtime/local/trash/list-trash.ts'
import { type RestoreResult, restoreFile } from '../../../../runtime/local/trash/restore-file.ts'
import { openTrash, type TrashReason } from '../../../../runtime/local/trash/trash.ts'
import { copyNames, type SwapWorld, swapWorldOf } from '../swap/world.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const at = Date.UTC(2026, 10, 3, 10)

/** Puts a file into the trash; the path that it has there. */
async function toTrash(world: SwapWorld, relative: string, why?: TrashReason): Promise<string> {
  const removed = await removeFile(world.files, {
    root: world.root,
    target: world.path(relative),
    expected: await world.file(relative),
    trash: openTrash(world.files, world.root, at, why),
    copyName: copyNames(relative),
  })
  if (removed.result !== 'removed') throw new Error(removed.result)
  return removed.kept.path
}

async function restore(world: SwapWorld, path: string, to: string): Promise<RestoreResult> {
  return restoreFile(world.files, { root: world.root, path, to })
}

test('a file comes back to its place, in folders that are made again', async (t) => {
  const world = await swapWorldOf(t)
  world.write('a/b/f', 'old')
  const path = await toTrash(world, 'a/b/f')
  rmSync(world.path('a'), { recursive: true })
  t.deepEqual(await restore(world, path, 'a/b/f'), { result: 'restored', relative: 'a/b/f' })
  t.deepEqual(world.live(), { 'a/': '', 'a/b/': '', 'a/b/f': 'old' })
  t.deepEqual(world.inTrash(), [])
  t.deepEqual(await restore(world, path, 'a/b/f'), { result: 'gone' })
})

test('a file comes back beside what stands at its place, and over nothing', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f.txt', 'old')
  const path = await toTrash(world, 'f.txt')
  world.write('f.txt', 'new')
  world.write('f (restored).txt', 'taken')
  t.deepEqual(await restore(world, path, 'f.txt'), { result: 'restored', relative: 'f (restored) (2).txt' })
  t.deepEqual(world.live(), { 'f.txt': 'new', 'f (restored).txt': 'taken', 'f (restored) (2).txt': 'old' })
})

test('a file in the place of a folder, or a symlink that leads out, is gone round', async (t) => {
  const world = await swapWorldOf(t)
  const outside = await temporaryFolder(t)
  for (const relative of ['a/f', 'b/f']) world.write(relative, relative)
  const [one, other] = [await toTrash(world, 'a/f'), await toTrash(world, 'b/f')]
  for (const folder of ['a', 'b']) rmSync(world.path(folder), { recursive: true })
  world.write('a', 'a file')
  symlinkSync(outside, world.path('b'))
  t.like(await restore(world, one, 'a/f'), { relative: 'a (restored)/f' })
  t.like(await restore(world, other, 'b/f'), { relative: 'b (restored)/f' })
  t.like(world.live(), { a: 'a file', 'a (restored)/f': 'a/f', 'b (restored)/f': 'b/f' })
})

test('the trash tells why each file is in it, and does without a record that is damaged', async (t) => {
  const world = await swapWorldOf(t)
  const reasons: readonly TrashReason[] = ['deleted', 'replaced', 'excluded', 'recovered']
  for (const why of reasons) {
    world.write(why, why)
    await toTrash(world, why, why)
  }
  const found = async () =>
    Object.fromEntries((await listTrash(world.files, world.root)).map(({ relative, why }) => [relative, why]))
  t.deepEqual(await found(), Object.fromEntries(reasons.map((why) => [why, why])))
  const torn = ['', '{"why', 'null', '{"why":"__proto__"}']
  for (const [index, { folder }] of (await listBins(world.files, world.root)).entries())
    world.hands.write(`${folder}/origin.json`, torn[index] ?? '')
  t.deepEqual(await found(), Object.fromEntries(reasons.map((why) => [why, undefined])))
})

test('what is spared when the trash is emptied stays where it is', async (t) => {
  const world = await swapWorldOf(t)
  for (const [path, content] of [
    ['a/keep', 'precious'],
    ['a/f', '12'],
    ['b/g', '345'],
  ] as const) {
    world.write(path, content)
    await toTrash(world, path)
  }
  const bins = await listBins(world.files, world.root)
  t.like(await emptyBins(world.files, bins, (_, { size }) => size === 8), { files: 2, bytes: 5 })
  t.deepEqual(world.inTrash(), ['precious'])
  t.like(await emptyBins(world.files, bins), { files: 1, bytes: 8 })
  t.deepEqual(await listBins(world.files, world.root), [])
})

test('a bin that is no folder is left alone', async (t) => {
  const world = await swapWorldOf(t)
  world.write('.dropbox.cache/trash/2026-11-03T10-12-13.045Z-1', '')
  mkdirSync(world.path('.dropbox.cache/trash/2026-11-03T10-12-13.045Z-2'))
  world.write('.dropbox.cache/trash/2026-11-03T10-12-13.045Z-2/files', '')
  t.deepEqual(await listTrash(world.files, world.root), [])
})
