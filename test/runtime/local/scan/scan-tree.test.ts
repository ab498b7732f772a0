import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import test from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { DiskError, type DiskErrorCode, type Files } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { hourAgo, makeScanWorld, remarksOf } from './scan-world.ts'

const hash = (content: string): string => contentHashOf(new TextEncoder().encode(content))

/** A disk that refuses one kind of call on paths that end so. */
function refusing(call: string, ending: string, code: DiskErrorCode = 'no-permission'): Files {
  return hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === call && path.endsWith(ending)) throw new DiskError(code, path)
  })
}

/** Content that is read, in bytes. */
async function bytesRead(work: (hashed: (bytes: number) => void) => Promise<unknown>): Promise<number> {
  let read = 0
  await work((bytes) => {
    read += bytes
  })
  return read
}

test('a scan finds every file and folder, a folder before what it holds', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/b/File', 'content')
  world.write('top', '')
  mkdirSync(world.path('empty'))
  const scanned = await world.scan()
  t.deepEqual(world.keys(), ['/a', '/a/b', '/a/b/file', '/empty', '/top'])
  t.like(world.tree.get('/a/b/file'), { kind: 'file', name: 'File', size: 7, hash: hash('content') })
  const order = scanned.map(({ path }) => path)
  t.true(order.indexOf('') < order.indexOf('/a') && order.indexOf('/a') < order.indexOf('/a/b'))
})

test('a mapped folder is scanned under its place in Dropbox', async (t) => {
  const world = await makeScanWorld(t)
  world.write('Src/a', 'content')
  symlinkSync('nowhere', world.path('Src/link'))
  const scanned = await world.scan({ path: '/project', display: '/Project' })
  t.deepEqual(world.keys(), ['/project/src', '/project/src/a'])
  t.deepEqual(remarksOf(scanned).problems, { '/Project/Src/link': 'symlink' })
})

test('an unchanged file is not read again, and its entry is the very same object', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  t.is(await bytesRead((hashed) => world.scan({ hashed })), 7)
  const before = world.tree.get('/a/f')
  t.is(await bytesRead((hashed) => world.scan({ hashed })), 0)
  t.is(world.tree.get('/a/f'), before)
})

test('a file is read again when size, mtime, ctime or inode differ', async (t) => {
  const world = await makeScanWorld(t)
  const changes = {
    size: () => appendFileSync(world.path('f'), 'x'),
    mtime: () => utimesSync(world.path('f'), 1000, 1000),
    ctime: () => chmodSync(world.path('f'), 0o600),
    inode: () => {
      world.write('g', 'content')
      renameSync(world.path('g'), world.path('f'))
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    world.write('f', 'content')
    await world.scan()
    change()
    t.true((await bytesRead((hashed) => world.scan({ hashed }))) > 0, what)
  }
})

test('a file that is changed with the same size and times of its mtime is still seen by its ctime', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  await world.scan()
  world.write('f', 'CONTENT')
  await world.scan()
  t.like(world.tree.get('/f'), { hash: hash('CONTENT') })
})

test('a file that was written within 2 seconds of being read is read again by the next scan', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  for (const [age, again] of [
    [0, 7],
    [1900, 7],
    [-1900, 7],
    [2100, 0],
  ] as const) {
    world.tree.clear()
    const now = (): number => hourAgo + age
    await world.scan({ now })
    t.is(await bytesRead((hashed) => world.scan({ hashed, now })), again, `${age} ms`)
  }
})

test('a doubted file is read though it looks as it is known, and told when it is empty or ends in zeros', async (t) => {
  const world = await makeScanWorld(t)
  for (const [name, content] of Object.entries({ f: 'content', empty: '', zeros: 'x\0', whole: '\0x' }))
    world.write(name, content)
  const [first] = await world.scan()
  t.deepEqual(first?.complete && [...first.blank].sort(), ['/empty', '/zeros'])
  t.is(await bytesRead((hashed) => world.scan({ hashed })), 0)
  const doubted = ({ modified }: { modified: number }): boolean => Math.abs(modified - hourAgo) < 1
  t.is(await bytesRead((hashed) => world.scan({ hashed, doubted })), 11)
  t.is(await bytesRead((hashed) => world.scan({ hashed, doubted: () => false })), 0)
})

test('a large file is hashed as Dropbox does, in blocks', async (t) => {
  const world = await makeScanWorld(t)
  const large = Buffer.alloc(9 * 1024 * 1024 + 5, 'large file ')
  writeFileSync(world.path('large'), large)
  await world.scan()
  t.like(world.tree.get('/large'), { size: large.byteLength, hash: contentHashOf(large) })
})

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
  t.like(world.tree.get('/f'), { hash: hash('contentx') })
})

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

test('a folder that is there and is said to be missing when it is listed is a problem, and no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  await world.scan()
  const before = world.keys()
  const scanned = await world.scan({ files: refusing('list', '/a', 'missing') })
  t.deepEqual(remarksOf(scanned).problems, { '/a': 'unreadable' })
  t.deepEqual(world.keys(), before)
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

test('symlinks, fifos and devices are problems, never followed, never opened', async (t) => {
  const world = await makeScanWorld(t)
  const outside = await temporaryFolder(t)
  writeFileSync(`${outside}/f`, 'precious')
  world.write('a/f', 'content')
  symlinkSync(outside, world.path('a/out'))
  symlinkSync('.', world.path('a/loop'))
  execFileSync('mkfifo', [world.path('a/fifo')])
  const { problems, blocked } = remarksOf(await world.scan())
  t.deepEqual(problems, { '/a/out': 'symlink', '/a/loop': 'symlink', '/a/fifo': 'special-file' })
  t.deepEqual(blocked.sort(), ['/a/fifo', '/a/loop', '/a/out'])
  t.deepEqual(world.keys(), ['/a', '/a/f'])
})

test('what was a file or folder and is a symlink now is no deletion', async (t) => {
  const world = await makeScanWorld(t)
  world.write('f', 'content')
  world.write('a/g', 'content')
  await world.scan()
  const before = world.keys()
  rmSync(world.path('f'))
  rmSync(world.path('a'), { recursive: true })
  symlinkSync('nowhere', world.path('f'))
  symlinkSync('nowhere', world.path('a'))
  t.deepEqual(remarksOf(await world.scan()).blocked.sort(), ['/a', '/f'])
  t.deepEqual(world.keys(), before)
})

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
  t.like(world.tree.get('/readme'), { name: 'README', hash: hash('large') })
  rmSync(world.path('README'))
  await world.scan()
  t.like(world.tree.get('/readme'), { name: 'readme', hash: hash('small') })
  world.write('README', 'large')
  const { problems } = remarksOf(await world.scan())
  t.deepEqual(problems, { '/README': 'case-clash', '/Caf\u00e9': 'case-clash' })
  t.like(world.tree.get('/readme'), { name: 'readme', hash: hash('small') })
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

test('what a rule keeps out is not read, and its folder says so', async (t) => {
  const world = await makeScanWorld(t)
  world.write('web/node_modules/x/index.js', '')
  world.write('web/index.js', '')
  world.write('notes/log.txt', '')
  const listed: string[] = []
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'list') listed.push(path.slice(world.root.length))
  })
  const rules = ignoreRules(['node_modules/'], { repositories: 'kept-out' })
  t.deepEqual(remarksOf(await world.scan({ files, rules })).ignored, ['/web/node_modules'])
  t.deepEqual(listed.sort(), ['', '/notes', '/web'])
  t.like(world.tree.get('/web'), { holdsIgnored: true })
  t.like(world.tree.get('/notes'), { holdsIgnored: false })
  await world.scan({ rules })
  t.like(world.tree.get('/web'), { holdsIgnored: true })
})

test('repositories are told, and their internals kept out, unless the person insists', async (t) => {
  const world = await makeScanWorld(t)
  for (const name of [
    '.git/HEAD',
    'a/.hg/store',
    'bare.git/HEAD',
    'bare.git/objects/x',
    'bare.git/refs/x',
    'a/f',
  ])
    world.write(name, '')
  const scanned = await world.scan({ display: '/P', path: '/p' })
  t.deepEqual(
    scanned.flatMap((folder) => (folder.complete ? folder.repositories : [])),
    [
      { path: '/P', kind: 'git', internals: 'kept-out' },
      { path: '/P/a', kind: 'hg', internals: 'kept-out' },
      { path: '/P/bare.git', kind: 'git-bare', internals: 'kept-out' },
    ],
  )
  t.deepEqual(world.keys(), ['/p/a', '/p/a/f', '/p/bare.git'])
  t.like(world.tree.get('/p/bare.git'), { holdsIgnored: true })
  await world.scan({ path: '/p', rules: ignoreRules([], { repositories: 'synced' }) })
  t.true(world.keys().includes('/p/.git/head') && world.keys().includes('/p/bare.git/refs/x'))
})

test('mappings are folders of the Dropbox folder that are not looked into; refused ones block their place', async (t) => {
  const world = await makeScanWorld(t)
  const target = await temporaryFolder(t)
  writeFileSync(`${target}/f`, '')
  symlinkSync(target, world.path('Project'))
  symlinkSync('nowhere', world.path('dangling'))
  symlinkSync('nowhere', world.path('later'))
  const mappings = {
    mappings: [{ key: '/project', name: 'Project', link: world.path('Project'), target }],
    refused: [{ key: '/dangling', name: 'dangling', link: world.path('dangling'), why: 'dangling' }],
  } as const
  const { problems, blocked } = remarksOf(await world.scan({ mappings }))
  t.deepEqual(problems, { '/later': 'symlink' })
  t.deepEqual(blocked.sort(), ['/dangling', '/later'])
  t.deepEqual(world.keys(), ['/project'])
  t.like(world.tree.get('/project'), {
    kind: 'folder',
    name: 'Project',
    inode: (await nodeFiles().lstat(target))?.inode,
  })
  rmSync(target, { recursive: true })
  t.deepEqual(remarksOf(await world.scan({ mappings })).blocked.sort(), ['/dangling', '/later', '/project'])
  t.deepEqual(world.keys(), ['/project'])
})

test('a rule that names the link of a mapping keeps out nothing: it ends with its link', async (t) => {
  const world = await makeScanWorld(t)
  const target = await temporaryFolder(t)
  symlinkSync(target, world.path('Project'))
  const mappings = {
    mappings: [{ key: '/project', name: 'Project', link: world.path('Project'), target }],
    refused: [],
  } as const
  const rules = ignoreRules(['Project'], { repositories: 'kept-out' })
  t.deepEqual(remarksOf(await world.scan({ mappings, rules })).ignored, [])
  t.deepEqual(world.keys(), ['/project'])
  t.deepEqual(remarksOf(await world.scan({ rules })).ignored, ['/project'])
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

test('a scan that is aborted stops with the reason', async (t) => {
  const world = await makeScanWorld(t)
  world.write('a/f', 'content')
  const reason = new Error('enough')
  const error = await t.throwsAsync(world.scan({ signal: AbortSignal.abort(reason) }))
  t.is(error, reason)
})
