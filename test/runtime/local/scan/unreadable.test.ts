import { rmSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { DiskError, type Files } from '../../../../runtime/ports/files.ts'
import { makeScanWorld, refusing, remarksOf } from './scan-world.ts'

test('a folder that cannot be read is no deletion, and everything else is scanned', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/b/f', 'content')
  world.write('c/g', 'content')
  await world.scan()
  const before = world.keys()
  rmSync(world.path('c/g'))
  const scanned = await world.scan({ files: refusing('list', '/a/b') })
  t.deepEqual(remarksOf(scanned).problems, { '/a/b': 'unreadable' })
  t.like(
    scanned.find(({ path }) => path === '/a/b'),
    { complete: false },
  )
  t.deepEqual(
    world.keys(),
    before.filter((key) => key !== '/c/g'),
  )
})

test('a root that cannot be read, or is gone, is no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  await world.scan()
  const before = world.keys()
  const unreadable = await world.scan({ files: refusing('list', world.root, 'io') })
  t.like(unreadable, [{ complete: false, path: '' }])
  rmSync(world.root, { recursive: true })
  const [gone] = await world.scan()
  t.like(gone, { complete: false, problems: [], error: { code: 'missing' } })
  writeFileSync(world.root, '')
  t.like(await world.scan(), [{ complete: false, error: { code: 'not-a-folder' } }])
  t.deepEqual(world.keys(), before)
})

test('a file that cannot be read or looked at keeps its known entry, as a problem', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  await world.scan()
  const before = world.tree.get('/f')
  world.write('f', 'other')
  const { problems, blocked } = remarksOf(await world.scan({ files: refusing('openFile', '/f') }))
  t.deepEqual({ problems, blocked }, { problems: { '/f': 'unreadable' }, blocked: ['/f'] })
  const files = nodeFiles()
  const blind: Files = {
    ...files,
    list: async (folder) =>
      (await files.list(folder)).map(({ name }) => ({
        name,
        stats: undefined,
        fault: new DiskError('no-permission', `${folder}/${name}`),
      })),
  }
  t.deepEqual(remarksOf(await world.scan({ files: blind })).blocked, ['/f'])
  t.is(world.tree.get('/f'), before)
})

test('a folder that is there and is said to be missing when it is listed is a problem, and no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  await world.scan()
  const before = world.keys()
  const scanned = await world.scan({ files: refusing('list', '/a', 'missing') })
  t.deepEqual(remarksOf(scanned).problems, { '/a': 'unreadable' })
  t.deepEqual(world.keys(), before)
})

test('a file that is there and is said to be missing when it is opened is no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  await world.scan()
  const before = world.tree.get('/f')
  world.write('f', 'other')
  const { problems, blocked } = remarksOf(await world.scan({ files: refusing('openFile', '/f', 'missing') }))
  t.deepEqual({ problems, blocked }, { problems: { '/f': 'changing' }, blocked: ['/f'] })
  t.is(world.tree.get('/f'), before)
})

test('another file system inside a root is not read, and no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/mount/f', 'content')
  await world.scan()
  const before = world.keys()
  const files = nodeFiles()
  const mounted: Files = {
    ...files,
    list: async (folder) =>
      (await files.list(folder)).map((entry) =>
        entry.name === 'mount' && entry.stats !== undefined
          ? { ...entry, stats: { ...entry.stats, device: 99 } }
          : entry,
      ),
  }
  const scanned = await world.scan({ files: mounted })
  t.like(scanned.at(-1), { complete: false, path: '/a/mount', error: { code: 'other-device' } })
  t.deepEqual(world.keys(), before)
})
