import test from 'ava'
import { displacementOf, type Unsyncable } from '../../../../runtime/core/safety/displaced.ts'
import { createWorld, type World } from '../plan/world.ts'

/** A world in which `seen` stands where it cannot sync. */
function worldWith(files: Record<string, string>): { world: World; seen: Map<number, Unsyncable> } {
  const seen = new Map<number, Unsyncable>()
  const world = createWorld({
    overrides: { displaced: (path, view) => displacementOf(path, view, (inode) => seen.get(inode)) },
  })
  for (const [path, content] of Object.entries(files)) world.writeLocal(path, content)
  world.settle()
  return { world, seen }
}

/** A person gives a synced item a name that cannot sync: to the Local tree it is gone. */
function misname({ world, seen }: ReturnType<typeof worldWith>, path: string, now: string): void {
  const { inode, born } = world.local.get(path) ?? { inode: 0, born: 0 }
  world.deleteLocal(path)
  seen.set(inode, { inode, born, now })
}

test('a file that got a name that cannot sync stays in Dropbox, and is told by its old name', (t) => {
  const setting = worldWith({ '/a': '1', '/b': '2' })
  misname(setting, '/a', '/a\\')
  setting.world.deleteLocal('/b')
  const { operations, held } = setting.world.plan()
  t.deepEqual(
    operations.map((operation) => [operation.kind, 'path' in operation && operation.path]),
    [['delete-remote', '/b']],
  )
  t.deepEqual(held, [{ path: '/a', display: '/a', reason: 'displaced', now: '/a\\' }])
})

test('a folder that got such a name stays with all it held, and so does the folder that it was in', (t) => {
  const setting = worldWith({ '/p/d/x': '1', '/p/d/deep/y': '2', '/p/z': '3' })
  misname(setting, '/p/d', '/d\\')
  setting.world.deleteLocal('/p')
  setting.world.settle()
  t.deepEqual(Object.keys(setting.world.list('remote')), ['/p', '/p/d', '/p/d/deep', '/p/d/deep/y', '/p/d/x'])
  t.deepEqual(
    setting.world.plan().held.map(({ path }) => path),
    ['/p/d'],
  )
})

test('given a name that can sync, it is moved in Dropbox, in one step', (t) => {
  const setting = worldWith({ '/d/x': '1' })
  const before = setting.world.local.get('/d')
  misname(setting, '/d', '/d\\')
  t.deepEqual(setting.world.plan().operations, [])
  setting.seen.clear()
  setting.world.folderLocal('/e')
  setting.world.writeLocal('/e/x', '1')
  const { synced, local } = setting.world
  local.set('/e', {
    ...(before ?? { kind: 'folder', holdsIgnored: false, inode: 0, born: 0 }),
    name: 'e',
  } as never)
  const child = local.get('/e/x')
  const old = synced.get('/d/x')
  if (child !== undefined && old !== undefined)
    local.set('/e/x', { ...child, inode: old.inode, born: old.born })
  t.deepEqual(
    setting.world.plan().operations.map(({ kind }) => kind),
    ['move-remote'],
  )
})

test('once it is deleted, it is deleted in Dropbox too', (t) => {
  const setting = worldWith({ '/a': '1' })
  misname(setting, '/a', '/a\\')
  t.deepEqual(setting.world.plan().operations, [])
  setting.seen.clear()
  setting.world.settle()
  t.deepEqual(setting.world.list('remote'), {})
})

test('a new file in its place is an edit of it; a new folder in its place is used, and deletes nothing of the old one', (t) => {
  const setting = worldWith({ '/a': '1', '/d/x': '2' })
  misname(setting, '/a', '/a\\')
  misname(setting, '/d', '/d\\')
  setting.world.writeLocal('/a', 'new')
  setting.world.writeLocal('/d/new', 'new')
  setting.world.settle()
  t.deepEqual(setting.world.list('remote'), { '/a': 'new', '/d': '/', '/d/new': 'new', '/d/x': '2' })
  t.deepEqual(
    setting.world.plan().held.map(({ path }) => path),
    ['/d'],
  )
})

test('what somebody changes in Dropbox meanwhile comes to the box under the old name; what somebody deletes there is deleted', (t) => {
  const setting = worldWith({ '/a': '1', '/b': '2' })
  misname(setting, '/a', '/a\\')
  misname(setting, '/b', '/b\\')
  setting.world.writeRemote('/a', 'new')
  setting.world.deleteRemote('/b')
  setting.world.settle()
  t.deepEqual(setting.world.list('local'), { '/a': 'new' })
  t.deepEqual(setting.world.list('remote'), { '/a': 'new' })
})

test('an inode that was given away again is another item, unless nobody knows when it was born', (t) => {
  const { world } = worldWith({ '/a': '1' })
  const { inode, born } = world.local.get('/a') ?? { inode: 0, born: 0 }
  world.deleteLocal('/a')
  const of = (other: number): unknown =>
    displacementOf('/a', world.view, () => ({ inode, born: other, now: '/x\\' }))
  t.deepEqual(of(born), { from: '/a', now: '/x\\' })
  t.deepEqual(of(0), { from: '/a', now: '/x\\' })
  t.is(of(born + 1), undefined)
})

test('what stands in its place has not left it, whatever stands elsewhere', (t) => {
  const { world } = worldWith({ '/d/x': '1' })
  world.deleteLocal('/d/x')
  t.is(displacementOf('/d/x', world.view, (inode) => ({ inode, born: 0, now: '/y\\' }))?.from, '/d/x')
  const folder = world.local.get('/d')?.inode
  t.is(
    displacementOf('/d/x', world.view, (inode) =>
      inode === folder ? { inode, born: 0, now: '/y\\' } : undefined,
    ),
    undefined,
  )
})
