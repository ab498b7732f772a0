import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { fingerprintOfEntries, fingerprintOfListed } from '../../../../runtime/local/scan/fingerprint.ts'
import type { FileStats, Listed } from '../../../../runtime/ports/files.ts'
import type { FoundFolder } from '../../../../runtime/ports/watch.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { rememberingScans } from './remembering-scans.ts'
import { hourAgo, makeScanWorld } from './scan-world.ts'

test('a folder that is as the last scan found it is passed over, and so is what it holds', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/b/f', 'content')
  world.write('a/g', 'content')
  mkdirSync(world.path('a/empty'))
  const scan = rememberingScans(world)
  const first = await scan()
  t.deepEqual(first.scanned, ['', '/a', '/a/b', '/a/empty'])
  t.deepEqual(first.passed, [])
  const before = world.keys()
  const second = await scan()
  t.deepEqual(second.scanned, [''], 'the root holds links and our own folder')
  t.deepEqual(second.passed, ['/a', '/a/b', '/a/empty'])
  t.deepEqual(world.keys(), before)
  t.deepEqual((await scan({ folder: 'a/b' })).passed, ['/a/b'])
  t.deepEqual((await scan({}, 'other rules')).passed, [])
})

test('a scan tells what folders there are, each before those in it, also where it passes them over', async (t) => {
  const world = await makeScanWorld(t)
  for (const name of ['a/b/f', 'a/c/f', 'd/f']) world.write(name, 'content')
  const scan = rememberingScans(world)
  const files = nodeFiles()
  for (const passed of [0, 4]) {
    const told = new Map<string, readonly FoundFolder[]>()
    const found = (absolute: string, folders: readonly FoundFolder[]): void => {
      const folder = absolute.slice(world.root.length)
      const above = told.get(dirname(folder).replace(/^\/$/, ''))
      t.true(folder === '' || above?.some(({ name }) => name === basename(folder)))
      told.set(folder, folders)
    }
    t.is((await scan({ found })).passed.length, passed)
    const inA = told.get('/a') ?? []
    t.deepEqual([...told.keys()].sort(), ['', '/a', '/a/b', '/a/c', '/d'])
    t.deepEqual(
      told
        .get('')
        ?.map(({ name }) => name)
        .sort(),
      ['a', 'd'],
    )
    t.deepEqual(inA.map(({ name }) => name).sort(), ['b', 'c'])
    t.deepEqual(told.get('/d'), [])
    for (const { name, inode, modified, changed } of inA) {
      const stats = await files.lstat(world.path(`a/${name}`))
      t.deepEqual(
        { inode, modified, changed },
        { inode: stats?.inode, modified: stats?.modified, changed: stats?.changed },
      )
    }
  }
})

test('whatever changes in a folder, it is scanned', async (t) => {
  const world = await makeScanWorld(t)
  const changes: Record<string, () => void> = {
    size: () => appendFileSync(world.path('a/b/f'), 'x'),
    mtime: () => utimesSync(world.path('a/b/f'), 1000, 1000),
    ctime: () => chmodSync(world.path('a/b/f'), 0o600),
    inode: () => {
      world.write('g', 'content')
      renameSync(world.path('g'), world.path('a/b/f'))
    },
    content: () => world.write('a/b/f', 'CONTENT'),
    name: () => renameSync(world.path('a/b/f'), world.path('a/b/F')),
    deleted: () => rmSync(world.path('a/b/f')),
    added: () => world.write('a/b/new', ''),
    folder: () => mkdirSync(world.path('a/b/new')),
    'exchanged folder': () => {
      rmSync(world.path('a/b/inner'), { recursive: true })
      mkdirSync(world.path('a/b/inner'))
    },
    symlink: () => symlinkSync('nowhere', world.path('a/b/link')),
    'file for folder': () => {
      rmSync(world.path('a/b/inner'), { recursive: true })
      world.write('a/b/inner', '')
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    rmSync(world.path('a'), { recursive: true, force: true })
    for (const name of ['a/b/f', 'a/b/inner/g', 'a/h']) world.write(name, 'content')
    const scan = rememberingScans(world)
    await scan()
    t.deepEqual((await scan()).passed, ['/a', '/a/b', '/a/b/inner'], what)
    change()
    const { scanned, passed } = await scan()
    t.true(scanned.includes('/a/b'), what)
    t.true(passed.includes('/a'), what)
  }
})

test('a folder that holds anything but what syncs, or a file that was written just now, is scanned each time', async (t) => {
  const world = await makeScanWorld(t)
  const rules = ignoreRules(['ignored'], { repositories: 'kept-out' })
  for (const name of ['plain', 'kept-out', 'link', 'clash', 'name', 'temporary', 'repository'])
    world.write(`${name}/f`, 'content')
  world.write('kept-out/ignored', '')
  symlinkSync('f', world.path('link/l'))
  world.write('clash/F', '')
  world.write('name/back\\slash', '')
  world.write('temporary/~$f', '')
  mkdirSync(world.path('repository/.git'))
  mkdirSync(world.path('fresh'))
  writeFileSync(world.path('fresh/f'), 'content')
  const scan = rememberingScans(world)
  await scan({ rules })
  const { passed, all } = await scan({ rules })
  t.deepEqual(passed, ['/plain'])
  t.deepEqual(all.flatMap(({ problems }) => problems.map(({ why }) => why.reason)).sort(), [
    'case-clash',
    'name',
    'symlink',
  ])
})

test('a folder that is doubted is read whatever it looks like', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  const scan = rememberingScans(world)
  await scan()
  let read = 0
  const hashed = (bytes: number): void => {
    read += bytes
  }
  await world.scan({ doubted: () => true, hashed })
  t.is(read, 7)
})

test('a folder that is exchanged while it is listed passes for nothing', async (t) => {
  const world = await makeScanWorld(t)
  const outside = await temporaryFolder(t)
  world.write('a/f', 'content')
  const scan = rememberingScans(world)
  await scan()
  const before = world.keys()
  let listed = false
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'list' && path === world.path('a')) listed = true
    if (name !== 'lstat' || path !== world.path('a') || !listed || existsSync(`${outside}/a`)) return
    renameSync(world.path('a'), `${outside}/a`)
    symlinkSync(outside, world.path('a'))
  })
  const { passed, all } = await scan({ files })
  t.deepEqual(passed, [])
  t.like(all.at(-1), { complete: false, path: '/a', error: { code: 'changed' } })
  t.deepEqual(world.keys(), before)
})

const stats: fc.Arbitrary<FileStats> = fc.record({
  kind: fc.constantFrom('file', 'folder'),
  size: fc.constantFrom(0, 1),
  modified: fc.constantFrom(hourAgo, hourAgo + 0.5),
  changed: fc.constantFrom(hourAgo, hourAgo + 0.5),
  born: fc.constantFrom(0, hourAgo),
  inode: fc.constantFrom(1, 2),
  device: fc.constant(1),
  mode: fc.constantFrom(0o600, 0o644),
  links: fc.constantFrom(1, 2),
  owner: fc.constant(1),
  group: fc.constant(1),
})
const listing = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'ab', 'ä'), stats }), { maxLength: 4 })
const salts = fc.constantFrom('', 'a')

test('two folders have a fingerprint in common exactly when a scan could not tell them apart', (t) => {
  const essence = (listed: readonly Listed[]): string =>
    JSON.stringify(
      listed.map(({ name, stats: one }) =>
        one?.kind === 'file'
          ? [name, 'file', one.inode, one.born, one.size, one.modified, one.changed]
          : [name, one?.kind, one?.inode, one?.born],
      ),
    )
  const near = fc
    .tuple(listing, fc.nat(3), stats, fc.boolean())
    .map(([one, at, other, again]) => [
      one,
      one.map((entry, index) => (index === at && !again ? { ...entry, stats: other } : entry)),
    ])
  fc.assert(
    fc.property(
      fc.oneof(near, fc.tuple(listing, listing)),
      salts,
      salts,
      ([one = [], other = []], salt, pepper) => {
        const isSame = essence(one) === essence(other) && salt === pepper
        t.is(fingerprintOfListed(one, salt) === fingerprintOfListed(other, pepper), isSame)
      },
    ),
    { numRuns: 2000 },
  )
})

test('a folder has the fingerprint of the entries that were made of it', (t) => {
  fc.assert(
    fc.property(listing, salts, (listed, salt) => {
      const entries = listed.map(({ name, stats: { kind, inode, born, size, modified, changed } }) =>
        kind === 'file'
          ? ({ kind, name, inode, born, size, modified, changed, hash: '' } as const)
          : ({ kind: 'folder', name, inode, born, holdsIgnored: false } as const),
      )
      t.is(
        fingerprintOfListed(listed, salt),
        fingerprintOfEntries(
          entries.map((entry) => ['', entry]),
          salt,
        ),
      )
    }),
  )
})
