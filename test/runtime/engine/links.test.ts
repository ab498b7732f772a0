import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { type Hook, hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** A box whose link `myproject` leads to a synced workspace; the links of the table in docs/syncing.md. */
async function linked(t: ExecutionContext, hook: Hook = () => undefined) {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { files: hookedFiles(nodeFiles(), hook) })
  const workspace = join(box.home, 'workspace')
  mkdirSync(join(workspace, 'inner'), { recursive: true })
  writeFileSync(join(workspace, 'thesis'), 'only copy')
  mkdirSync(join(box.folder, 'notes'), { recursive: true })
  writeFileSync(join(box.folder, 'notes', 'note'), 'a note')
  const link = join(box.folder, 'myproject')
  symlinkSync(workspace, link)
  box.start()
  await box.settle()
  return {
    ...{ box, workspace, link, emulator },
    cloud: remoteSide(emulator),
    /** Lets a link lead elsewhere, in one step. */
    lead(to: string, name = 'myproject') {
      symlinkSync(to, join(box.home, 'new link'))
      renameSync(join(box.home, 'new link'), join(box.folder, name))
    },
    told: () => box.engine.problems().map(({ path, why }) => ({ path, ...why })),
  }
}

test('a link that is changed to lead where it may not is told as that, nothing is deleted, and it goes on when it leads back', async (t) => {
  const { box, cloud, workspace, lead } = await linked(t)
  const other = join(box.home, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'file'), 'x')
  symlinkSync(other, join(box.folder, 'other'))
  await box.settle()
  const before = await cloud.listing()
  const cases = [
    ['/', 'filesystem-root'],
    [box.home, 'home'],
    [box.folder, 'inside-dropbox'],
    [join(box.folder, 'notes'), 'inside-dropbox'],
    [join(box.home, '..'), 'holds-dropbox'],
    [join(other, 'file'), 'not-a-folder'],
    [join(box.home, 'nowhere'), 'dangling'],
    ['myproject', 'loop'],
    [other, 'overlap'],
  ] as const
  for (const [to, why] of cases) {
    lead(to)
    const halts = [{ reason: 'link-refused', path: '/myproject', target: workspace, why }]
    t.like(await box.reach('halted'), { halts }, to)
    t.deepEqual(await cloud.listing(), before, to)
  }
  writeFileSync(join(box.folder, 'notes', 'beside it'), 'goes on')
  await box.told('uploaded', '/notes/beside it')
  lead(workspace)
  await box.settle()
  t.deepEqual(box.engine.problems(), [])
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
})

test('a link that is moved into a folder stops syncing, and nothing is deleted; moved back, it goes on', async (t) => {
  const { box, cloud, workspace, link, told } = await linked(t)
  const before = await cloud.listing()
  renameSync(link, join(box.folder, 'notes', 'myproject'))
  await box.settle()
  t.deepEqual(await cloud.listing(), before)
  t.deepEqual(Object.keys(listing(workspace)), ['inner', 'thesis'])
  t.deepEqual(told(), [{ path: '/notes/myproject', reason: 'symlink' }])
  renameSync(join(box.folder, 'notes', 'myproject'), link)
  writeFileSync(join(workspace, 'more'), 'words')
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
  t.deepEqual(told(), [])
})

for (const running of [true, false])
  test(`a linked folder that is moved while the agent ${running ? 'runs' : 'is stopped'} goes on where its link leads then, and nothing is sent again`, async (t) => {
    const { box, cloud, workspace, lead, emulator } = await linked(t)
    const before = await cloud.listing()
    if (!running) await box.stop()
    const moved = join(box.home, 'moved')
    renameSync(workspace, moved)
    if (!running) box.start()
    const halts = [{ reason: 'root-missing', path: '/myproject', target: workspace }]
    t.like(await box.reach('halted'), { halts })
    const sent = emulator.stats().contentBytesUp
    lead(moved)
    await box.settle()
    t.deepEqual(await cloud.listing(), before)
    t.is(emulator.stats().contentBytesUp, sent)
    writeFileSync(join(moved, 'more'), 'words')
    await box.settle()
    t.deepEqual(await cloud.listing('/myproject'), listing(moved))
  })

test('a link that gets capital letters goes on syncing', async (t) => {
  const { box, cloud, workspace, link, told } = await linked(t)
  renameSync(link, join(box.folder, 'MyProject'))
  writeFileSync(join(workspace, 'more'), 'words')
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
  t.deepEqual(told(), [])
})

test('folders whose links exchange them before anything is synced stay this agent’s all the time, and both are united', async (t) => {
  const given: string[] = []
  const { box, cloud, workspace, lead, told } = await linked(t, ({ name, path, arguments: [bytes] }) => {
    if (
      name === 'file.write' &&
      path.includes('lease') &&
      String(Buffer.from(bytes as Uint8Array)).includes('"released":true')
    )
      given.push(path)
  })
  const other = join(box.home, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'letter'), 'to a friend')
  symlinkSync(other, join(box.folder, 'other'))
  await box.settle()
  for (const path of ['/myproject', '/other']) box.store.clear('synced', path)
  lead(other)
  lead(workspace, 'other')
  await box.settle()
  t.deepEqual(given, [])
  for (const held of [listing(workspace), listing(other), await cloud.listing('/other')])
    t.deepEqual(Object.keys(held), ['inner', 'letter', 'thesis'])
  t.deepEqual(told(), [])
  await box.stop()
  t.is(given.length, 3, 'what is given back in the end is noticed')
})

test('a folder that takes the place of its own link is kept apart from what Dropbox has, and nothing is deleted', async (t) => {
  const { box, cloud, workspace, link } = await linked(t)
  const before = await cloud.listing('/myproject')
  rmSync(link)
  renameSync(workspace, link)
  await box.settle()
  writeFileSync(join(link, 'more'), 'words')
  await box.settle()
  const apart = 'myproject (Selective Sync Conflict)'
  t.deepEqual(await cloud.listing('/myproject'), before)
  t.deepEqual(await cloud.listing(`/${apart}`), listing(join(box.folder, apart)))
  t.deepEqual(Object.keys(await cloud.listing(`/${apart}`)), ['inner', 'more', 'thesis'])
})

test('links in linked folders, to what is linked already, and across one another are told, and nothing syncs twice', async (t) => {
  const { box, cloud, workspace, told } = await linked(t)
  const outer = join(box.home, 'outer')
  mkdirSync(join(outer, 'deep'), { recursive: true })
  for (const [to, name] of [
    [join(workspace, 'inner'), 'crossing'],
    [workspace, 'again'],
    ['myproject', 'link to a link'],
    [join(outer, 'deep'), 'deep'],
    [outer, 'outer'],
  ] as const)
    symlinkSync(to, join(box.folder, name))
  symlinkSync(outer, join(workspace, 'nested'))
  symlinkSync('..', join(workspace, 'inner', 'loop'))
  await box.settle()
  const refused = (path: string) => ({ path, reason: 'mapping-refused', why: 'overlap' })
  t.deepEqual(
    told().toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    [
      ...['/again', '/crossing', '/link to a link'].map(refused),
      { path: '/myproject/inner/loop', reason: 'symlink' },
      { path: '/myproject/nested', reason: 'symlink' },
      refused('/outer'),
    ],
  )
  t.deepEqual(Object.keys(await cloud.listing()), [
    ...['deep', 'myproject', 'myproject/inner', 'myproject/thesis', 'notes', 'notes/note'],
  ])
})

test('a link to a folder that is not there is told as that, and syncs once the folder is there', async (t) => {
  const { box, cloud, told } = await linked(t)
  const later = join(box.home, 'later')
  symlinkSync(later, join(box.folder, 'later'))
  await cloud.write('/later/there', 'from Dropbox')
  await box.settle()
  t.deepEqual(told(), [{ path: '/later', reason: 'mapping-refused', why: 'dangling' }])
  mkdirSync(later)
  writeFileSync(join(later, 'here'), 'of this box')
  await box.settle()
  t.deepEqual(told(), [])
  t.deepEqual(Object.keys(listing(later)), ['here', 'there'])
  t.deepEqual(await cloud.listing('/later'), listing(later))
})
