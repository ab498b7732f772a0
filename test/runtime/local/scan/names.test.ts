import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { hashOf, makeScanWorld, refusing, remarksOf } from './scan-world.ts'

test('names that Dropbox refuses are problems, names that it ignores are none', async (t) => {
  const world = await makeScanWorld(t)
  for (const name of ['back\\slash', 'tab\there', 'space ', 'good']) world.write(name, '')
  writeFileSync(Buffer.concat([Buffer.from(`${world.root}/latin`), Buffer.from([0xe9])]), '')
  for (const name of ['.DS_Store', 'desktop.ini', '~$report.docx', '.~lock', '.dropbox.cache'])
    world.write(name, '')
  t.deepEqual(remarksOf(await world.scan()).problems, {
    '/back\\slash': 'name',
    '/tab\there': 'name',
    '/space ': 'name',
    '/latin\ufffd': 'name',
  })
  t.deepEqual(world.keys(), ['/good'])
})

test('what stands where it cannot sync is told by its inode, whatever its name is', async (t) => {
  const world = await makeScanWorld(t)
  for (const name of ['back\\slash', '~$report.docx', 'twin', 'Twin', 'unreadable', 'good'])
    world.write(name, '')
  mkdirSync(world.path('folder '))
  writeFileSync(Buffer.concat([Buffer.from(`${world.root}/latin`), Buffer.from([0xe9])]), '')
  symlinkSync('nowhere', world.path('link'))
  execFileSync('mkfifo', [world.path('fifo\t')])
  const [top] = await world.scan({ files: refusing('openFile', '/unreadable') })
  if (!top?.complete) return t.fail()
  const standing = top.unsyncable.map(({ now, inode }) => [now, inode] as const)
  const inodeOf = (name: string): number => statSync(world.path(name)).ino
  t.deepEqual(
    Object.fromEntries(standing.filter(([now]) => now !== '/latin\ufffd')),
    Object.fromEntries(
      ['back\\slash', '~$report.docx', 'twin', 'unreadable', 'folder '].map((name) => [
        `/${name}`,
        inodeOf(name),
      ]),
    ),
  )
  t.is(standing.length, 6)
})

test('of names that Dropbox takes for one, the first by its bytes syncs, and then keeps the key', async (t) => {
  const world = await makeScanWorld(t)
  world.write('readme', 'small')
  world.write('README', 'large')
  world.write('Cafe\u0301', 'apart')
  world.write('Caf\u00e9', 'together')
  t.deepEqual(remarksOf(await world.scan()).problems, { '/readme': 'case-clash', '/Caf\u00e9': 'case-clash' })
  t.like(world.tree.get('/readme'), { name: 'README', hash: hashOf('large') })
  rmSync(world.path('README'))
  await world.scan()
  t.like(world.tree.get('/readme'), { name: 'readme', hash: hashOf('small') })
  world.write('README', 'large')
  const { problems } = remarksOf(await world.scan())
  t.deepEqual(problems, { '/README': 'case-clash', '/Caf\u00e9': 'case-clash' })
  t.like(world.tree.get('/readme'), { name: 'readme', hash: hashOf('small') })
})

test('a folder that lost its key to another is not looked into', async (t) => {
  const world = await makeScanWorld(t)
  world.write('Src/a', '')
  world.write('src/b', '')
  await world.scan()
  t.deepEqual(world.keys(), ['/src', '/src/a'])
})

test('a symlink that differs from a file in capitals only does not block the file', async (t) => {
  const world = await makeScanWorld(t)
  world.write('readme', 'content')
  symlinkSync('readme', world.path('README'))
  const { blocked, problems } = remarksOf(await world.scan())
  t.deepEqual({ blocked, problems }, { blocked: [], problems: { '/README': 'symlink' } })
  t.deepEqual(world.keys(), ['/readme'])
})
