import test from 'ava'
import { isDiskError } from '../../../runtime/ports/files.ts'
import { newDisk, writeThrough } from './new-disk.ts'

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error) => (isDiskError(error) ? error.code : String(error)),
  )

test('on a full disk a write stops in the middle, and what is removed makes room', async (t) => {
  const { disk } = newDisk({ volume: { capacity: 100 * 4096 } })
  const files = disk.files()
  disk.hands.write('/home/large', 'x'.repeat(90 * 4096))
  t.deepEqual(await files.space('/home'), {
    total: 100 * 4096,
    available: 8 * 4096,
    shared: false,
  })
  t.is(await codeOf(writeThrough(files, '/home/f', 'y'.repeat(9 * 4096))), 'no-space')
  t.is(disk.hands.stats('/home/f')?.size, 8 * 4096, 'what there was room for is written')
  t.is(await codeOf(files.mkdir('/home/a')), 'no-space')
  t.is(await codeOf(files.symlink('t'.repeat(100), '/home/link')), 'no-space')
  t.is(await codeOf(files.symlink('short', '/home/link')), 'none')
  t.is(await codeOf(writeThrough(files, '/home/large', 'over it')), 'none')
  t.is(await codeOf(files.rename('/home/large', '/home/larger')), 'none')
  await files.unlink('/home/larger')
  t.is((await files.space('/')).available, 90 * 4096)
})

test('what is removed while it is open takes room until it is closed', async (t) => {
  const { disk } = newDisk()
  const { used } = disk.volume('/')
  const files = disk.files()
  const file = await files.openFile('/home/f', 'create')
  await file.write(new Uint8Array(5000), 0)
  await files.unlink('/home/f')
  t.is(disk.volume('/').used, used + 8192)
  await file.close()
  t.is(disk.volume('/').used, used)
})

test('there are only so many inodes', async (t) => {
  const { disk } = newDisk({ volume: { inodes: 4 } })
  const files = disk.files()
  await files.mkdir('/home/a')
  await files.mkdir('/home/b')
  t.is(await codeOf(files.mkdir('/home/c')), 'no-space')
  await files.rmdir('/home/a')
  t.is(await codeOf(files.mkdir('/home/c')), 'none')
})

test('a number of an inode that is long gone is given again, and not too soon', async (t) => {
  const { disk, clock } = newDisk()
  const files = disk.files()
  const numberOf = async (path: string): Promise<number | undefined> => (await files.lstat(path))?.inode
  await writeThrough(files, '/home/f', '')
  const first = await numberOf('/home/f')
  await files.unlink('/home/f')
  await writeThrough(files, '/home/g', '')
  t.not(await numberOf('/home/g'), first)
  disk.flush()
  clock.now += 6000
  await writeThrough(files, '/home/h', '')
  t.is(await numberOf('/home/h'), first)
})

test('what a file system cannot do it refuses as Linux does', async (t) => {
  const { disk } = newDisk({
    volume: { hardLinks: false, symlinks: false, resolution: 2000, birthTimes: false },
  })
  const files = disk.files()
  await writeThrough(files, '/home/f', '')
  t.is(await codeOf(files.link('/home/f', '/home/g')), 'no-permission')
  t.is(await codeOf(files.symlink('f', '/home/g')), 'no-permission')
  await files.utimes('/home/f', 1_700_000_001_999)
  t.like(await files.lstat('/home/f'), { modified: 1_700_000_000_000, born: 0 })
  disk.configure('/', { readOnly: true })
  for (const call of [
    writeThrough(files, '/home/g', ''),
    writeThrough(files, '/home/f', 'more'),
    files.mkdir('/home/a'),
    files.unlink('/home/f'),
    files.chmod('/home/f', 0o600),
  ])
    t.is(await codeOf(call), 'read-only')
})

test('the longest symlink and the most links are those of the volume', async (t) => {
  const { disk } = newDisk({ volume: { longestSymlink: 1024, mostLinks: 2 } })
  const files = disk.files()
  t.is(await codeOf(files.symlink('x'.repeat(1025), '/home/link')), 'name-too-long')
  await writeThrough(files, '/home/f', '')
  await files.link('/home/f', '/home/g')
  t.is(await codeOf(files.link('/home/f', '/home/h')), 'too-many-links')
})

test('where names are folded, capitals and Unicode forms do not tell files apart', async (t) => {
  const { disk } = newDisk({ volume: { names: 'folded' } })
  const files = disk.files()
  await writeThrough(files, '/home/Été', 'content')
  t.is(await codeOf(files.openFile('/home/e\u0301TE\u0301', 'create')), 'exists')
  t.is(await files.realpath('/home/ÉTÉ'), '/home/Été')
  await files.rename('/home/été', '/home/ÉTÉ')
  t.deepEqual(disk.hands.tree('/home'), { ÉTÉ: 'content' })
})

test('a mounted volume is another device over a folder, which is seen again when it is gone', async (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/projects/below', 'below')
  const files = disk.files()
  const volume = disk.mount('/home/projects')
  disk.hands.write('/home/projects/f', 'content')
  t.deepEqual(disk.hands.tree('/home'), { 'projects/': '', 'projects/f': 'content' })
  const [listed] = await files.list('/home')
  t.is(listed?.stats?.device, volume.device)
  t.not(volume.device, (await files.lstat('/home'))?.device)
  t.is(await files.realpath('/home/projects/../projects/f'), '/home/projects/f')
  t.deepEqual([...(await files.mountPoints()).keys()], ['/', '/home/projects'])
  t.is(await codeOf(files.rename('/home/projects/f', '/home/f')), 'other-device')
  t.is(await codeOf(files.link('/home/projects/f', '/home/f')), 'other-device')
  t.is(await codeOf(files.rename('/home/projects', '/home/other')), 'busy')
  t.is(await codeOf(files.rmdir('/home/projects')), 'busy')
  disk.unmount('/home/projects')
  t.deepEqual([...(await files.mountPoints()).keys()], ['/'])
  t.deepEqual(disk.hands.tree('/home'), { 'projects/': '', 'projects/below': 'below' })
  disk.mount('/home/projects', volume)
  t.is(disk.hands.text('/home/projects/f'), 'content')
})

test('a folder of an image cannot be renamed, one that was made later can', async (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/old/inner/f', 'content')
  disk.putIntoImage('/home')
  const files = disk.files()
  await files.mkdir('/home/new')
  t.is(await codeOf(files.rename('/home/old', '/home/older')), 'other-device')
  t.is(await codeOf(files.rename('/home/old/inner', '/home/inner')), 'other-device')
  t.is(await codeOf(files.rename('/home/old/inner/f', '/home/f')), 'none')
  t.is(await codeOf(files.rename('/home/new', '/home/newer')), 'none')
})

test('a name that is not UTF-8 is listed without stats and reached by nobody', async (t) => {
  const { disk } = newDisk()
  disk.hands.writeNamed('/home', Uint8Array.of(0x62, 0x61, 0x64, 0xff), 'content')
  disk.hands.write('/home/good', '')
  const files = disk.files()
  const listed = await files.list('/home')
  t.deepEqual(
    listed.map((entry) => [entry.name, entry.stats?.kind ?? ('fault' in entry && entry.fault)]).sort(),
    [
      ['bad\ufffd', 'not-utf8'],
      ['good', 'file'],
    ],
  )
  t.like(
    listed.find(({ name }) => name === 'bad\ufffd'),
    { found: { kind: 'file', size: 7 } },
  )
  t.is(await files.lstat('/home/bad\ufffd'), undefined)
  await writeThrough(files, '/home/half a pair \ud800', '')
  t.true(disk.hands.exists('/home/half a pair \ufffd'))
  disk.hands.remove('/home')
  t.false(disk.hands.exists('/home'))
})

test('fifos and sockets are there and hold nothing', async (t) => {
  const { disk } = newDisk()
  disk.hands.special('/home/fifo', 'fifo')
  disk.hands.special('/home/socket', 'socket')
  const files = disk.files()
  t.is((await files.lstat('/home/socket'))?.kind, 'socket')
  t.is(await codeOf(files.openFile('/home/socket', 'read')), 'io')
  await using fifo = await files.openFile('/home/fifo', 'read')
  t.is((await fifo.stats()).kind, 'fifo')
  t.is(await fifo.read(new Uint8Array(10), 0), 0)
})
