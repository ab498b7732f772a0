import test from 'ava'
import { isWithin } from '../../../../runtime/core/path.ts'
import { createWorld, type World } from './world.ts'

function kinds(world: World): string[] {
  return world.plan().operations.map((operation) => operation.kind)
}

function syncedWorld(files: Record<string, string>, options?: Parameters<typeof createWorld>[0]): World {
  const world = createWorld(options)
  for (const [path, content] of Object.entries(files)) world.writeLocal(path, content)
  world.settle()
  return world
}

test('a new file goes up, with its folders before it', (t) => {
  const world = createWorld()
  world.writeLocal('/Thesis/chapters/one.tex', 'words')
  t.deepEqual(
    world
      .plan()
      .operations.map((operation) => [operation.kind, 'display' in operation ? operation.display : '']),
    [
      ['create-remote-folder', '/Thesis'],
      ['create-remote-folder', '/Thesis/chapters'],
      ['upload', '/Thesis/chapters/one.tex'],
    ],
  )
})

test('equal content on both sides is settled without a transfer, whoever came first', (t) => {
  const world = createWorld()
  world.writeLocal('/a', 'same')
  world.writeRemote('/a', 'same')
  t.deepEqual(kinds(world), ['settle'])
})

test('different content at first sight keeps both, and Dropbox keeps the name', (t) => {
  const world = createWorld()
  world.writeLocal('/report.txt', 'from the box')
  world.writeRemote('/report.txt', 'from the cloud')
  world.settle()
  t.deepEqual(world.list('local'), {
    '/report.txt': 'from the cloud',
    "/report (box's conflicted copy 2026-11-21).txt": 'from the box',
  })
})

test('two edits of one file are a conflict; one edit is not', (t) => {
  const world = syncedWorld({ '/a': '1', '/b': '1' })
  world.writeLocal('/a', '2')
  world.writeRemote('/a', '3')
  world.writeLocal('/b', '2')
  world.settle()
  t.deepEqual(world.list('remote'), { '/a': '3', "/a (box's conflicted copy 2026-11-21)": '2', '/b': '2' })
})

test('an edit wins over a deletion, on either side', (t) => {
  const world = syncedWorld({ '/edited here': '1', '/edited there': '1' })
  world.writeLocal('/edited here', '2')
  world.deleteRemote('/edited here')
  world.deleteLocal('/edited there')
  world.writeRemote('/edited there', '2')
  world.settle()
  t.deepEqual(world.list('local'), { '/edited here': '2', '/edited there': '2' })
  t.deepEqual(world.list('remote'), world.list('local'))
})

test('a folder renamed with all it holds is one move, whichever side did it', (t) => {
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`/old/${index}`, `${index}`]))
  const onBox = syncedWorld(files)
  onBox.moveLocal('/old', '/new')
  t.deepEqual(kinds(onBox), ['move-remote'])
  const inDropbox = syncedWorld(files)
  inDropbox.moveRemote('/old', '/new')
  t.deepEqual(kinds(inDropbox), ['move-local'])
})

test('a file moved and then edited is moved first and sent as a new revision', (t) => {
  const world = syncedWorld({ '/a': '1' })
  world.moveLocal('/a', '/b')
  world.writeLocal('/b', '2')
  t.deepEqual(kinds(world), ['move-remote'])
  for (const operation of world.plan().operations) world.apply(operation)
  const [upload] = world.plan().operations
  t.is(upload?.kind, 'upload')
  t.truthy(upload?.kind === 'upload' && upload.over)
})

test('folders that moved into one another on both sides come together', (t) => {
  const world = syncedWorld({ '/a/x': '1', '/b/a/a': '2' })
  world.moveLocal('/b/a', '/a/a')
  world.folderRemote('/c/a')
  world.moveRemote('/a', '/c/a/a')
  world.settle()
  t.deepEqual(world.list('local'), world.list('remote'))
  t.is(world.list('remote')['/c/a/a/a/a'], '2')
})

test('an inode that was given away again is not taken for a move', (t) => {
  const world = syncedWorld({ '/a': '1' })
  const old = world.local.get('/a')
  world.deleteLocal('/a')
  world.writeLocal('/b', 'something else')
  const fresh = world.local.get('/b')
  if (old?.kind !== 'file' || fresh?.kind !== 'file') return t.fail()
  world.local.set('/b', { ...fresh, inode: old.inode })
  t.deepEqual(kinds(world).sort(), ['delete-remote', 'upload'])
  world.local.set('/b', { ...fresh, inode: old.inode, born: 0 })
  t.deepEqual(kinds(world).sort(), ['delete-remote', 'upload'])
})

test('a change of case alone is a rename, on either side', (t) => {
  const world = syncedWorld({ '/Readme': '1', '/notes': '2' })
  world.moveLocal('/Readme', '/README')
  world.moveRemote('/notes', '/Notes')
  t.deepEqual(kinds(world).sort(), ['move-local', 'move-remote'])
  world.settle()
  t.is(world.remote.get('/readme')?.name, 'README')
  t.is(world.local.get('/notes')?.name, 'Notes')
})

test('a folder that Dropbox has not spelled out yet renames nothing on the box', (t) => {
  const world = createWorld()
  world.folderLocal('/Photos')
  world.remote.set('/photos', { kind: 'folder', name: 'photos', id: '' })
  t.deepEqual(kinds(world), ['settle'])
  world.settle()
  t.is(world.local.get('/photos')?.name, 'Photos')
  t.is(world.synced.get('/photos')?.name, 'Photos')
})

test('a decomposed name on the disk is the same as a composed one in Dropbox', (t) => {
  const world = createWorld()
  world.writeLocal('/cafe\u0301', '1')
  world.settle()
  t.is(world.remote.get('/caf\u00e9')?.name, 'caf\u00e9')
  t.is(world.local.get('/caf\u00e9')?.name, 'cafe\u0301')
  t.deepEqual(kinds(world), [])
})

test('a file that became a folder, and a folder that became a file, reach the other side', (t) => {
  const world = syncedWorld({ '/file': '1', '/folder/in': '2' })
  world.deleteLocal('/file')
  world.writeLocal('/file/inside', '3')
  world.deleteRemote('/folder')
  world.writeRemote('/folder', '4')
  world.settle()
  t.deepEqual(world.list('local'), { '/file': '/', '/file/inside': '3', '/folder': '4' })
  t.deepEqual(world.list('remote'), world.list('local'))
})

test('a folder deleted in Dropbox stays when somebody wrote in it here', (t) => {
  const world = syncedWorld({ '/f/old': '1', '/f/edited': '1' })
  world.writeLocal('/f/edited', '2')
  world.deleteRemote('/f')
  world.settle()
  t.deepEqual(world.list('remote'), { '/f': '/', '/f/edited': '2' })
  t.deepEqual(world.list('local'), world.list('remote'))
  t.deepEqual(world.trash, ['1'])
})

test('nothing that was not chosen comes to the box', (t) => {
  const world = createWorld({ rules: [] })
  world.writeRemote('/big/film', '1')
  t.deepEqual(kinds(world), [])
})

test('something new on the box at a place that nobody spoke of is taken in and goes up', (t) => {
  const world = createWorld({ rules: [] })
  world.writeLocal('/mine/file', '1')
  world.settle()
  t.deepEqual(world.list('remote'), { '/mine': '/', '/mine/file': '1' })
  world.writeRemote('/mine/from elsewhere', '2')
  world.settle()
  t.deepEqual(world.list('local'), world.list('remote'))
})

test('something new on the box where Dropbox holds what was not chosen stays as it is, and is told', (t) => {
  const world = createWorld({ rules: [] })
  world.writeRemote('/docs/theirs', '1')
  world.writeLocal('/docs/mine', '2')
  world.settle()
  t.deepEqual(world.plan().held, [{ path: '/docs', display: '/docs', reason: 'selective-sync-conflict' }])
  t.deepEqual(world.list('local'), { '/docs': '/', '/docs/mine': '2' })
})

test('what was made where something is kept away gets a name of its own, once it holds what Dropbox does not', (t) => {
  const world = createWorld({ rules: [], overrides: { arrived: () => true } })
  world.writeRemote('/docs/theirs', '1')
  world.writeRemote('/Notes.txt', '1')
  world.folderLocal('/docs')
  world.writeLocal('/Notes.txt', '1')
  t.deepEqual(
    world.plan().held.map(({ path, reason }) => `${path} ${reason}`),
    ['/docs selective-sync-conflict', '/notes.txt selective-sync-conflict'],
  )
  world.writeLocal('/docs/mine', '2')
  world.writeLocal('/Notes.txt', '2')
  const names = world.plan().operations.map((operation) => 'name' in operation && operation.name)
  t.deepEqual(names, ['docs (Selective Sync Conflict)', 'Notes (Selective Sync Conflict).txt'])
})

test('nothing is set apart in a mapped folder, nor under a name that is taken', (t) => {
  const arrived = () => true
  const exclude = { path: '/docs', display: '/docs', include: false }
  const mapped = createWorld({ rules: [exclude], overrides: { arrived, mapped: () => true } })
  mapped.writeLocal('/docs/mine', '2')
  t.deepEqual(kinds(mapped), [])
  const world = createWorld({ rules: [exclude], overrides: { arrived } })
  world.writeLocal('/docs/mine', '2')
  world.writeRemote('/Docs (selective sync conflict)/x', '1')
  const [operation] = world.plan().operations
  t.like(operation, { kind: 'move-local', reason: 'set-apart', name: 'docs (Selective Sync Conflict 2)' })
})

test('excluding takes what is safely in Dropbox off the box, and keeps what is not', (t) => {
  const world = syncedWorld({ '/a/same': '1', '/a/edited': '1', '/b/same': '1' })
  world.writeLocal('/a/edited', '2')
  world.rules.push(
    { path: '/a', display: '/a', include: false },
    { path: '/b', display: '/b', include: false },
  )
  const remote = world.list('remote')
  world.settle()
  t.deepEqual(world.list('local'), { '/a': '/', '/a/edited': '2' })
  t.deepEqual(world.list('remote'), remote)
  t.deepEqual(world.trash, ['1', '1'])
})

test('a folder deleted on the box keeps, in Dropbox, what was never on the box', (t) => {
  const world = createWorld({
    rules: [
      { path: '/a', display: '/a', include: true },
      { path: '/a/big', display: '/a/big', include: false },
    ],
  })
  world.writeRemote('/a/small', '1')
  world.writeRemote('/a/big/film', '2')
  world.settle()
  world.deleteLocal('/a')
  world.settle()
  t.deepEqual(world.list('remote'), { '/a': '/', '/a/big': '/', '/a/big/film': '2' })
  t.deepEqual(world.list('local'), { '/a': '/' })
})

test('a new ignore rule deletes nothing on either side', (t) => {
  let rule = '/nothing'
  const world = syncedWorld(
    { '/p/node_modules/x': '1', '/p/src': '2' },
    { overrides: { ignored: (path) => isWithin(path, rule) } },
  )
  const remote = world.list('remote')
  rule = '/p/node_modules'
  world.deleteLocal('/p/node_modules')
  world.settle()
  t.deepEqual(world.list('remote'), remote)
})

test('a folder that holds ignored things only is neither made in Dropbox nor deleted on the box', (t) => {
  const world = syncedWorld({ '/p/src/file': '1' })
  const folder = world.local.get('/p/src')
  if (folder?.kind !== 'folder') return t.fail()
  world.local.set('/p/src', { ...folder, holdsIgnored: true })
  world.deleteRemote('/p')
  world.settle()
  t.deepEqual(world.list('remote'), {})
  t.deepEqual(world.list('local'), { '/p': '/', '/p/src': '/' })
})

test('nothing is planned where the box is out of reach', (t) => {
  const world = syncedWorld(
    { '/here/a': '1', '/gone/b': '2' },
    { overrides: { outOfReach: (path) => isWithin(path, '/gone') } },
  )
  world.deleteLocal('/gone')
  world.deleteRemote('/here/a')
  t.deepEqual(kinds(world), ['delete-local'])
})

test('excluding a mapped folder takes nothing off the box', (t) => {
  const inMap = (path: string): boolean => isWithin(path, '/map')
  const world = syncedWorld(
    { '/map/a': '1' },
    { overrides: { anchored: (path) => path === '/map', mapped: inMap } },
  )
  world.rules.push({ path: '/map', display: '/map', include: false })
  world.settle()
  t.deepEqual(world.list('local'), { '/map': '/', '/map/a': '1' })
  t.deepEqual(world.trash, [])
})

test('a mapped folder deleted in Dropbox is emptied on the box but stands', (t) => {
  const world = syncedWorld({ '/map/a': '1' }, { overrides: { anchored: (path) => path === '/map' } })
  world.deleteRemote('/map')
  world.settle()
  t.deepEqual(world.list('local'), { '/map': '/' })
  t.deepEqual(world.list('remote'), { '/map': '/' })
})
