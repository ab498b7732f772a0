import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import test from 'ava'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { hashOf, makeScanWorld, remarksOf } from './scan-world.ts'

test('a file that changes each time it is read keeps its known entry, as a problem', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  world.write('g', 'content')
  await world.scan()
  const before = world.tree.get('/f')
  appendFileSync(world.path('f'), 'more')
  world.write('new', 'content')
  const growing = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'file.read' && !path.endsWith('/g')) appendFileSync(path, 'x')
  })
  const remarks = remarksOf(await world.scan({ files: growing }))
  t.deepEqual(remarks, {
    problems: { '/f': 'changing', '/new': 'changing' },
    blocked: ['/f', '/new'],
    ignored: [],
  })
  t.is(world.tree.get('/f'), before)
  t.deepEqual(world.keys(), ['/f', '/g'])
})

test('a file that changes once while it is read is read once more', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  let left = 1
  const changing = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'file.read' && left-- > 0) appendFileSync(path, 'x')
  })
  t.deepEqual(remarksOf(await world.scan({ files: changing })).problems, {})
  t.like(world.tree.get('/f'), { hash: hashOf('contentx') })
})

test('a folder that vanishes during the scan is no problem', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'list' && path.endsWith('/a')) rmSync(path, { recursive: true })
  })
  const scanned = await world.scan({ files })
  t.deepEqual(remarksOf(scanned).problems, {})
  t.like(scanned.at(-1), { complete: false, path: '/a', error: { code: 'missing' } })
})

test('a file that vanishes during the scan is not there', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'openFile') rmSync(path)
  })
  t.deepEqual(remarksOf(await world.scan({ files })), { problems: {}, blocked: [], ignored: [] })
  t.deepEqual(world.keys(), [])
})

for (const moment of ['list', 'openFile'] as const) {
  test(`a folder that is exchanged for a symlink when the scan comes to its ${moment} is no deletion, nor what the symlink leads to`, async (t) => {
    const world = await makeScanWorld(t)
    const outside = await temporaryFolder(t)
    for (const name of ['f', 'g']) world.write(`a/${name}`, 'mine')
    await world.scan()
    writeFileSync(`${outside}/precious`, 'precious')
    world.write('a/g', 'changed')
    const [before, known] = [world.keys(), world.tree.get('/a/g')]
    const files = hookedFiles(nodeFiles(), ({ name, path }) => {
      if (name !== moment || !path.startsWith(world.path('a')) || existsSync(`${outside}/a`)) return
      renameSync(world.path('a'), `${outside}/a`)
      symlinkSync(outside, world.path('a'))
    })
    const scanned = await world.scan({ files })
    t.like(scanned.at(-1), { complete: false, path: '/a', problems: [], error: { code: 'changed' } })
    t.deepEqual(world.keys(), before)
    t.is(world.tree.get('/a/g'), known)
    await world.scan()
    t.deepEqual(world.keys(), before, 'the symlink blocks what was known here')
  })
}

test('a root whose volume goes away in the middle of a scan has not lost its files', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  world.write('a/g', 'content')
  await world.scan()
  const before = world.keys()
  for (const folder of ['', 'a']) {
    const files = hookedFiles(nodeFiles(), ({ name, path }) => {
      if (name !== 'list' || path !== world.path(folder)) return
      renameSync(world.root, `${world.root}-away`)
      mkdirSync(world.path('a'), { recursive: true })
    })
    const scanned = await world.scan({ files })
    t.like(scanned.at(-1), { complete: false, path: folder && `/${folder}`, problems: [] })
    t.deepEqual(world.keys(), before)
    rmSync(world.root, { recursive: true })
    renameSync(`${world.root}-away`, world.root)
  }
})
