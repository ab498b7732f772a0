import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { createTrash, type Trash } from '../../../runtime/agent/trash.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { type RemoteSide, remoteSide } from '../engine/remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox, temporaryFolder } from '../engine/test-box.ts'

const hour = 3_600_000

interface World {
  readonly box: TestBox
  readonly cloud: RemoteSide
  readonly trash: Trash
  /** Moves the clock by which the trash is emptied. */
  later(duration: number): void
}

/** A box that syncs, with a folder linked as `Code`, and its trash. */
async function world(t: ExecutionContext): Promise<World> {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const target = temporaryFolder(t)
  mkdirSync(box.folder)
  symlinkSync(target, join(box.folder, 'Code'))
  let offset = 0
  const trash = (): Trash =>
    createTrash({
      ...{ store: box.store, files: nodeFiles(), now: () => Date.now() + offset },
      places: async () => ({ folder: box.folder, mappings: [{ name: 'Code', target }] }),
    })
  box.start()
  await box.settle()
  return {
    ...{ box, cloud: remoteSide(emulator) },
    // The store is another one after each stop.
    get trash() {
      return trash()
    },
    later(duration) {
      offset += duration
    },
  }
}

test('the trash of every root is listed by path in Dropbox, with the reason, the newest first', async (t) => {
  const { box, cloud, trash } = await world(t)
  for (const path of ['Code/Notes', 'a']) writeFileSync(join(box.folder, path), path)
  await box.settle()
  await cloud.delete('/Code/Notes')
  await box.told('deleted here', '/code/notes')
  await cloud.write('/a', 'newer')
  await box.told('downloaded', '/a')
  const items = await trash.list()
  t.deepEqual(
    items.map(({ path, why, size }) => ({ path, why, size })),
    [
      { path: '/a', why: 'replaced', size: 1 },
      { path: '/Code/Notes', why: 'deleted', size: 10 },
    ],
  )
  t.is(readFileSync(items[1]?.file ?? '', 'utf8'), 'Code/Notes')
})

test('a restored file syncs up again as a new one', async (t) => {
  const { box, cloud, trash } = await world(t)
  mkdirSync(join(box.folder, 'Code', 'Deep'))
  writeFileSync(join(box.folder, 'Code', 'Deep', 'Notes'), 'precious')
  await box.settle()
  await cloud.delete('/Code/Deep')
  await box.told('deleted here', '/code/deep')
  t.deepEqual(await trash.restore({ path: '/CODE/deep/notes', all: false, to: undefined }), [
    { path: '/Code/Deep/Notes', to: '/Code/Deep/Notes', wanted: true },
  ])
  await box.settle()
  t.is(readFileSync(join(box.folder, 'Code', 'Deep', 'Notes'), 'utf8'), 'precious')
  t.true('Code/Deep/Notes' in (await cloud.listing()))
  t.deepEqual(await trash.list(), [])
  t.true(
    box.store.history(10).some(({ action, path }) => action === 'restored' && path === '/Code/Deep/Notes'),
  )
})

test('a restored file is not deleted again by an index that has not yet recorded its deletion', async (t) => {
  const here = await world(t)
  const { box, cloud } = here
  writeFileSync(join(box.folder, 'a'), 'precious')
  await box.settle()
  const agreed = box.store.get('/a')
  await cloud.delete('/a')
  await box.told('deleted here', '/a')
  await box.stop()
  // As a kill between the deletion on the disk and its record leaves it.
  box.store.setLocal('/a', agreed.local)
  box.store.setSynced('/a', agreed.synced)
  await here.trash.restore({ path: '/a', all: false, to: undefined })
  box.start()
  await box.settle()
  t.is(readFileSync(join(box.folder, 'a'), 'utf8'), 'precious')
  t.true('a' in (await cloud.listing()))
})

test('a restored file stands beside what is there now, and both sync', async (t) => {
  const { box, cloud, trash } = await world(t)
  writeFileSync(join(box.folder, 'a.txt'), 'one')
  await box.settle()
  await cloud.write('/a.txt', 'two')
  await box.told('downloaded', '/a.txt')
  t.deepEqual(await trash.restore({ path: '/a.txt', all: false, to: undefined }), [
    { path: '/a.txt', to: '/a (restored).txt', wanted: true },
  ])
  await box.settle()
  t.is(readFileSync(join(box.folder, 'a.txt'), 'utf8'), 'two')
  t.is(readFileSync(join(box.folder, 'a (restored).txt'), 'utf8'), 'one')
  t.true('a (restored).txt' in (await cloud.listing()))
})

test('the newest of each path below a folder comes back, or every version, under another name too', async (t) => {
  const { box, cloud, trash } = await world(t)
  mkdirSync(join(box.folder, 'Papers'))
  writeFileSync(join(box.folder, 'Papers', 'a'), 'one')
  writeFileSync(join(box.folder, 'Papers', 'b'), 'b')
  await box.settle()
  await cloud.write('/Papers/a', 'two')
  await box.told('downloaded', '/Papers/a')
  await cloud.delete('/Papers')
  await box.told('deleted here', '/papers')
  t.is((await trash.restore({ path: '/Papers', all: false, to: '/Old' })).length, 2)
  t.is(readFileSync(join(box.folder, 'Old', 'a'), 'utf8'), 'two')
  t.is(readFileSync(join(box.folder, 'Old', 'b'), 'utf8'), 'b')
  t.deepEqual(await trash.restore({ path: '/Papers', all: true, to: undefined }), [
    { path: '/Papers/a', to: '/Papers/a', wanted: true },
  ])
  t.is(readFileSync(join(box.folder, 'Papers', 'a'), 'utf8'), 'one')
  t.deepEqual(await trash.restore({ path: '/Papers', all: true, to: undefined }), [])
  for (const to of ['x', '/../x', '/a/.dropbox.cache/x', '/a//x', '', '/'])
    await t.throwsAsync(trash.restore({ path: '/Papers', all: true, to }), { code: 'bad-request' }, to)
})

test('what a person excluded comes back to stay, but does not sync', async (t) => {
  const { box, cloud, trash } = await world(t)
  mkdirSync(join(box.folder, 'Photos'))
  writeFileSync(join(box.folder, 'Photos', 'a'), 'x')
  await box.settle()
  box.engine.select([
    { path: '', display: '', include: true },
    { path: keyOf('/Photos'), display: '/Photos', include: false },
  ])
  await box.told('taken off this box', '/photos')
  t.like(await trash.list(), [{ path: '/Photos/a', why: 'excluded' }])
  t.like(await trash.restore({ path: '/Photos', all: false, to: undefined }), [{ wanted: false }])
  await box.settle()
  t.true(existsSync(join(box.folder, 'Photos', 'a')))
  t.true('Photos/a' in (await cloud.listing()))
})

test('emptying spares what a program may be writing into, and what it wrote since', async (t) => {
  const { box, cloud, trash, later } = await world(t)
  for (const name of ['a', 'b']) writeFileSync(join(box.folder, name), name)
  await box.settle()
  for (const name of ['a', 'b']) {
    await cloud.delete(`/${name}`)
    await box.told('deleted here', `/${name}`)
  }
  t.deepEqual(await trash.empty(undefined), { files: 0, bytes: 0, kept: 2 })
  later(hour)
  t.deepEqual(await trash.empty(Date.now() - hour), { files: 0, bytes: 0, kept: 0 })
  t.deepEqual(await trash.empty(undefined), { files: 2, bytes: 2, kept: 0 })
  t.deepEqual(await trash.list(), [])
})

test('a program that goes on writing after the file was trashed has its words rescued, emptied or not', async (t) => {
  const { box, cloud, trash } = await world(t)
  writeFileSync(join(box.folder, 'log.txt'), 'first')
  await box.settle()
  await cloud.delete('/log.txt')
  await box.told('deleted here', '/log.txt')
  const [item] = await trash.list()
  appendFileSync(item?.file ?? '', ' and more')
  await trash.empty(undefined)
  await box.settle()
  const copies = Object.keys(listing(box.folder)).filter((name) => name.startsWith('log ('))
  t.is(copies.length, 1)
  t.is(readFileSync(join(box.folder, copies[0] ?? ''), 'utf8'), 'first and more')
})

test('a file comes out of the trash to another folder of its root, and to no other root', async (t) => {
  const { box, cloud, trash } = await world(t)
  mkdirSync(join(box.folder, 'Code', 'Deep'))
  for (const path of ['Code/Deep/Notes', 'a']) writeFileSync(join(box.folder, path), path)
  await box.settle()
  for (const path of ['/Code/Deep/Notes', '/a']) {
    await cloud.delete(path)
    await box.told('deleted here', keyOf(path))
  }
  const restored = (path: string, to: string) => trash.restore({ path, all: false, to })
  for (const [path, to] of [
    ['/code/deep/notes', '/Notes'],
    ['/a', '/CODE/a'],
    ['/a', '/Code'],
    ['/code', '/Other'],
    ['', '/Code/all'],
  ] as const)
    await t.throwsAsync(restored(path, to), { code: 'bad-request' }, `${path} to ${to}`)
  t.is((await trash.list()).length, 2)
  t.like(await restored('/code/deep/notes', '/Code/New/Paper'), [{ to: '/Code/New/Paper' }])
  t.is(readFileSync(join(box.folder, 'Code', 'New', 'Paper'), 'utf8'), 'Code/Deep/Notes')
  t.like(await restored('/a', '/x/y/z'), [{ to: '/x/y/z' }])
  t.is(readFileSync(join(box.folder, 'x', 'y', 'z'), 'utf8'), 'a')
})
