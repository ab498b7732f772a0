import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { mountsAt } from '../aliased-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { makeScanWorld, remarksOf, type ScanWorld } from './scan-world.ts'

/** A disk on which folders and files of the same file system are mounted. */
async function withMounts(
  t: ExecutionContext,
  world: ScanWorld,
): Promise<{
  readonly files: Files
  /** A folder elsewhere with a file in it. */
  volume(name?: string): string
  /** Puts what lies at another path over one, as `mount --bind`. */
  mount(relative: string, from: string): void
  unmount(relative: string): void
}> {
  const elsewhere = await temporaryFolder(t)
  const points = new Set<string>()
  const away = (relative: string): string => `${elsewhere}/hidden-${relative.replaceAll('/', '-')}`
  return {
    files: { ...nodeFiles(), mountPoints: async () => mountsAt(points) },
    volume(name = 'volume') {
      mkdirSync(`${elsewhere}/${name}`)
      writeFileSync(`${elsewhere}/${name}/inside`, 'of the volume')
      return `${elsewhere}/${name}`
    },
    mount(relative, from) {
      renameSync(world.path(relative), away(relative))
      renameSync(from, world.path(relative))
      points.add(world.path(relative))
    },
    unmount(relative) {
      renameSync(world.path(relative), `${away(relative)}.unmounted`)
      renameSync(away(relative), world.path(relative))
      points.delete(world.path(relative))
    },
  }
}

test('a folder of the same file system that is mounted inside a root is not read', async (t) => {
  const world = await makeScanWorld(t)
  const { files, volume, mount, unmount } = await withMounts(t, world)
  world.write('a/f', 'content')
  mkdirSync(world.path('a/data'))
  mount('a/data', volume())
  const scanned = await world.scan({ files })
  t.like(scanned.at(-1), { complete: false, path: '/a/data', error: { code: 'other-device' } })
  t.deepEqual(remarksOf(scanned).problems, { '/a/data': 'unreadable' })
  t.deepEqual(world.keys(), ['/a', '/a/f'])
  unmount('a/data')
  t.true((await world.scan({ files })).every(({ complete }) => complete))
  t.deepEqual(world.keys(), ['/a', '/a/data', '/a/f'])
})

test('a mount over a folder that syncs hides it, and deletes nothing', async (t) => {
  const world = await makeScanWorld(t)
  const { files, volume, mount, unmount } = await withMounts(t, world)
  world.write('a/data/f', 'content')
  world.write('a/data/inner/g', 'content')
  await world.scan({ files })
  const before = new Map(world.tree)
  mount('a/data', volume())
  for (const folder of [undefined, 'a', 'a/data', 'a/data/inner']) {
    const scanned = await world.scan({ files, ...(folder === undefined ? {} : { folder }) })
    t.like(scanned.at(-1), { complete: false, path: '/a/data' }, String(folder))
    t.deepEqual(new Map(world.tree), before, String(folder))
  }
  unmount('a/data')
  t.true((await world.scan({ files })).every(({ complete }) => complete))
  t.deepEqual(new Map(world.tree), before)
})

test('a folder that is mounted over itself is not read, wherever a hint leads', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/data/inner/g', 'content')
  await world.scan()
  const before = new Map(world.tree)
  const files: Files = { ...nodeFiles(), mountPoints: async () => mountsAt([world.path('a/data')]) }
  writeFileSync(world.path('a/data/inner/new'), 'new')
  for (const folder of ['a/data', 'a/data/inner'])
    t.like(await world.scan({ files, folder }), [{ complete: false, path: '/a/data' }])
  t.deepEqual(new Map(world.tree), before)
})

test('a mount that comes during a scan is not read', async (t) => {
  const world = await makeScanWorld(t)
  const { files, volume, mount } = await withMounts(t, world)
  world.write('known/f', 'content')
  await world.scan({ files })
  mkdirSync(world.path('new'))
  const waiting = new Map([
    ['known', volume('one')],
    ['new', volume('two')],
  ])
  const before = world.keys()
  const scanned = await world.scan({
    files: {
      ...files,
      async list(folder) {
        const listed = await files.list(folder)
        if (folder !== world.root) return listed
        for (const [relative, from] of waiting) mount(relative, from)
        waiting.clear()
        return listed
      },
    },
  })
  const incomplete = scanned.filter(({ complete }) => !complete).map(({ path }) => path)
  t.deepEqual(incomplete.sort(), ['/known', '/new'])
  t.deepEqual(world.keys(), [...before, '/new'].sort())
})

test('a file that is mounted over one that syncs is no edit', async (t) => {
  const world = await makeScanWorld(t)
  const { files, volume, mount, unmount } = await withMounts(t, world)
  world.write('a/f', 'content')
  await world.scan({ files })
  const before = new Map(world.tree)
  mount('a/f', `${volume()}/inside`)
  const { problems, blocked } = remarksOf(await world.scan({ files }))
  t.deepEqual({ problems, blocked }, { problems: { '/a/f': 'unreadable' }, blocked: ['/a/f'] })
  t.is(world.tree.get('/a/f'), before.get('/a/f'))
  unmount('a/f')
  t.deepEqual(remarksOf(await world.scan({ files })).problems, {})
})

test('a root may be a mount point itself', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  const files: Files = { ...nodeFiles(), mountPoints: async () => mountsAt(['/', world.root]) }
  t.true((await world.scan({ files })).every(({ complete }) => complete))
  t.deepEqual(world.keys(), ['/f'])
})
