import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { excluding } from '../../../runtime/core/choice.ts'
import type { SelectionRule } from '../../../runtime/core/selection.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** A box whose workspace, with the only copy of a thesis in it, is mapped and up to date. */
async function mappedThesis(t: ExecutionContext, selection?: readonly SelectionRule[]) {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, selection === undefined ? {} : { selection })
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(workspace)
  writeFileSync(join(workspace, 'thesis'), 'only copy')
  mkdirSync(box.folder)
  symlinkSync(workspace, join(box.folder, 'myproject'))
  box.start()
  await box.settle()
  return { emulator, box, cloud, workspace }
}

test('a plain ln -s maps a folder: its content syncs, both ways, under the link’s name', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { selection: [] })
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(join(workspace, 'src'), { recursive: true })
  writeFileSync(join(workspace, 'src', 'main.c'), 'int main;')
  box.start()
  await box.settle()
  symlinkSync(workspace, join(box.folder, 'myproject'))
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
  await cloud.write('/myproject/src/other.c', 'int other;')
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
  t.true(lstatSync(join(box.folder, 'myproject')).isSymbolicLink())
})

test('a mapped folder whose name a rule has goes on syncing', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  writeFileSync(join(box.folder, '.mignore'), 'myproject\n')
  await box.settle()
  await cloud.write('/myproject/folder/new', 'from Dropbox')
  await box.settle()
  writeFileSync(join(workspace, 'thesis'), 'chapter two')
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
  t.deepEqual(Object.keys(listing(workspace)).sort(), ['folder', 'folder/new', 'thesis'])
})

test('mapping unites what is on both sides: equal content is not sent, different content keeps both', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { selection: [], name: 'box' })
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(workspace)
  writeFileSync(join(workspace, 'equal'), 'the same on both sides')
  writeFileSync(join(workspace, 'only here'), 'only here')
  writeFileSync(join(workspace, 'differs'), 'differs here')
  await cloud.write('/myproject/equal', 'the same on both sides')
  await cloud.write('/myproject/only there', 'there')
  await cloud.write('/myproject/differs', 'there')
  mkdirSync(box.folder)
  symlinkSync(workspace, join(box.folder, 'myproject'))
  const before = emulator.stats().contentBytesUp
  box.start()
  await box.settle()
  t.is(emulator.stats().contentBytesUp - before, 'only here'.length + 'differs here'.length)
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
  t.is(Object.keys(listing(workspace)).length, 5)
  t.is(String(await cloud.read('/myproject/differs')), 'there')
})

test('removing the link deletes nothing on either side', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  rmSync(join(box.folder, 'myproject'))
  await box.settle()
  t.is(String(await cloud.read('/myproject/thesis')), 'only copy')
  t.true(existsSync(join(workspace, 'thesis')))
  t.false(existsSync(join(box.folder, 'myproject')))
  await cloud.write('/myproject/later', 'x')
  await box.settle()
  t.false(existsSync(join(workspace, 'later')))
  t.false(existsSync(join(box.folder, 'myproject')))
})

test('a mapped folder renamed in Dropbox keeps its content, and its link takes the new name', async (t) => {
  const { emulator, box, cloud, workspace } = await mappedThesis(t, [])
  const before = emulator.stats().contentBytesUp
  await cloud.move('/myproject', '/Dissertation')
  await box.settle()
  t.true(lstatSync(join(box.folder, 'Dissertation')).isSymbolicLink())
  t.false(existsSync(join(box.folder, 'myproject')))
  t.deepEqual(Object.keys(listing(workspace)), ['thesis'])
  writeFileSync(join(workspace, 'more'), 'words')
  await box.settle()
  t.deepEqual(await cloud.listing('/Dissertation'), listing(workspace))
  t.is(emulator.stats().contentBytesUp - before, 'words'.length)
})

test('a mapped folder whose target is gone halts, and nothing is deleted in Dropbox; it goes on when the target is back', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  renameSync(workspace, join(box.home, 'elsewhere'))
  writeFileSync(join(box.folder, 'still syncing'), 'x')
  const status = await box.reach('halted')
  t.like(status, { state: 'halted', halts: [{ reason: 'root-missing', path: '/myproject' }] })
  t.is(String(await cloud.read('/myproject/thesis')), 'only copy')
  renameSync(join(box.home, 'elsewhere'), workspace)
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
})

test('a mapped folder in whose place a file stands halts as that, and goes on when the folder is back', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  renameSync(workspace, join(box.home, 'elsewhere'))
  writeFileSync(workspace, 'a file of this name')
  const halts = [{ reason: 'root-retyped', path: '/myproject', target: workspace }]
  t.like(await box.reach('halted'), { state: 'halted', halts })
  t.is(String(await cloud.read('/myproject/thesis')), 'only copy')
  rmSync(workspace)
  renameSync(join(box.home, 'elsewhere'), workspace)
  await box.settle()
  t.deepEqual(await cloud.listing('/myproject'), listing(workspace))
})

test('a link that leads to a file now is told as that, and its folder neither as missing nor as a file', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  writeFileSync(join(box.home, 'file'), 'x')
  symlinkSync(join(box.home, 'file'), join(box.home, 'new link'))
  renameSync(join(box.home, 'new link'), join(box.folder, 'myproject'))
  const halts = [{ reason: 'link-refused', path: '/myproject', target: workspace, why: 'not-a-folder' }]
  t.like(await box.reach('halted'), { state: 'halted', halts })
  t.is(String(await cloud.read('/myproject/thesis')), 'only copy')
})

test('a workspace that was replaced by an empty one halts, and approving unites both sides', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  await box.stop()
  rmSync(workspace, { recursive: true })
  mkdirSync(workspace)
  box.start()
  const status = await box.reach('halted')
  t.like(status, { state: 'halted', halts: [{ reason: 'root-emptied', path: '/myproject' }] })
  t.is(String(await cloud.read('/myproject/thesis')), 'only copy')
  await box.engine.approve()
  await box.settle()
  t.deepEqual(Object.keys(listing(workspace)), ['thesis'])
})

test('what an emptied Dropbox folder should hold counts no file of its linked folders, which are still there', async (t) => {
  const { box, workspace } = await mappedThesis(t)
  writeFileSync(join(box.folder, 'letter'), 'x')
  await box.settle()
  renameSync(box.folder, join(box.home, 'elsewhere'))
  mkdirSync(box.folder)
  t.like(await box.reach('halted'), { halts: [{ reason: 'root-emptied', path: '', files: 1 }] })
  t.true(existsSync(join(workspace, 'thesis')))
})

test('what is excluded in a mapped folder stays where it is and syncs no more, which is no problem to tell of', async (t) => {
  const { box, cloud, workspace } = await mappedThesis(t)
  mkdirSync(join(workspace, 'build'))
  writeFileSync(join(workspace, 'build', 'paper.pdf'), 'first')
  await box.settle()
  box.engine.select(excluding(box.store.selection(), '/myproject/build'))
  await box.settle()
  writeFileSync(join(workspace, 'build', 'paper.pdf'), 'second')
  writeFileSync(join(workspace, 'build', 'new'), 'x')
  await box.settle()
  t.deepEqual(Object.keys(listing(workspace)), ['build', 'build/new', 'build/paper.pdf', 'thesis'])
  t.deepEqual(Object.keys(await cloud.listing('/myproject')), ['build', 'build/paper.pdf', 'thesis'])
  t.is(String(await cloud.read('/myproject/build/paper.pdf')), 'first')
  t.deepEqual(box.engine.problems(), [])
})

test('links that may not be followed are told, and nothing in them syncs', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  symlinkSync('/', join(box.folder, 'everything'))
  symlinkSync(box.home, join(box.folder, 'home'))
  symlinkSync(join(box.home, 'state'), join(box.folder, 'state'))
  symlinkSync(join(box.home, 'nowhere'), join(box.folder, 'dangling'))
  mkdirSync(join(box.folder, 'folder'))
  symlinkSync('/etc', join(box.folder, 'folder', 'nested'))
  writeFileSync(join(box.folder, 'folder', 'file'), 'x')
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['folder', 'folder/file'])
  const told = box.engine.problems().map(({ path, why }) => `${path} ${why.reason}`)
  t.deepEqual(told.sort(), [
    '/dangling mapping-refused',
    '/everything mapping-refused',
    '/folder/nested symlink',
    '/home mapping-refused',
    '/state mapping-refused',
  ])
})

test('a folder that was away for a moment is found again without anybody asking', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(workspace)
  mkdirSync(box.folder)
  symlinkSync(workspace, join(box.folder, 'myproject'))
  box.start()
  await box.settle()
  renameSync(workspace, join(box.home, 'elsewhere'))
  await box.reach('halted')
  const back = new Promise<void>((resolve) => {
    const stop = box.engine.listen(({ state }) => {
      if (state !== 'up-to-date') return
      stop()
      resolve()
    })
  })
  renameSync(join(box.home, 'elsewhere'), workspace)
  await t.notThrowsAsync(back)
})
