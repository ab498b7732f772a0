import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

test('a volume that is unmounted between the look at its marker and the scan is no deletion', async (t) => {
  const emulator = await emulatorFor(t)
  const home: { workspace?: string; marker: 'known' | 'awaited' | 'read' } = { marker: 'known' }
  const box = createBox(t, emulator, {
    files: hookedFiles(nodeFiles(), ({ name, path }) => {
      if (home.workspace === undefined) return
      if (home.marker === 'awaited' && path === join(home.workspace, '.dropbox.cache/marker.json'))
        home.marker = 'read'
      if (home.marker !== 'read' || name !== 'list' || path !== home.workspace) return
      home.marker = 'known'
      renameSync(home.workspace, `${home.workspace}.unmounted`)
      mkdirSync(home.workspace)
    }),
  })
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(box.folder)
  mkdirSync(workspace)
  for (const name of ['one', 'two', 'three']) writeFileSync(join(workspace, name), name)
  symlinkSync(workspace, join(box.folder, 'project'))
  box.start()
  await box.settle()
  home.workspace = workspace
  home.marker = 'awaited'
  const halted = await box.reach('halted')
  t.like(halted, { halts: [{ reason: 'root-emptied', path: '/project' }] })
  t.is(Object.keys(await cloud.listing('/project')).length, 3)
  rmSync(workspace, { recursive: true })
  renameSync(`${workspace}.unmounted`, workspace)
  await box.settle()
  t.is(Object.keys(await cloud.listing('/project')).length, 3)
  t.deepEqual(listing(workspace), await cloud.listing('/project'))
})

test('a file that is back before its deletion is carried out in Dropbox is not deleted there', async (t) => {
  const emulator = await emulatorFor(t)
  const files = { back: (): void => undefined }
  const box = createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      async changes(cursor, signal) {
        const page = await cloud.changes(cursor, signal)
        files.back()
        return page
      },
    }),
  })
  const cloud = remoteSide(emulator)
  box.start()
  await box.settle()
  mkdirSync(join(box.folder, 'src'))
  writeFileSync(join(box.folder, 'src', 'main.c'), 'int main;')
  writeFileSync(join(box.folder, 'file'), 'content')
  await box.settle()
  const before = emulator.stats()
  rmSync(join(box.folder, 'src'), { recursive: true })
  rmSync(join(box.folder, 'file'))
  files.back = () => {
    files.back = () => undefined
    mkdirSync(join(box.folder, 'src'))
    writeFileSync(join(box.folder, 'src', 'main.c'), 'int main;')
    writeFileSync(join(box.folder, 'file'), 'content')
  }
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), ['file', 'src', 'src/main.c'])
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.is(emulator.stats().contentBytesUp, before.contentBytesUp)
})

test('a folder that comes back piece by piece, its marker first, has lost nothing', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { secondLook: 3_600_000 } })
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  const backup = join(box.home, 'backup')
  mkdirSync(box.folder)
  mkdirSync(workspace)
  const names = ['one', 'two', 'three']
  for (const name of names) writeFileSync(join(workspace, name), name)
  symlinkSync(workspace, join(box.folder, 'project'))
  box.start()
  await box.settle()
  renameSync(workspace, backup)
  await box.reach('halted')
  const elsewhere = join(box.home, 'elsewhere')
  mkdirSync(elsewhere)
  for (const name of names) renameSync(join(backup, name), join(elsewhere, name))
  renameSync(backup, workspace)
  await box.reach('checking')
  t.is(Object.keys(await cloud.listing('/project')).length, 3)
  for (const name of names) renameSync(join(elsewhere, name), join(workspace, name))
  await box.settle()
  t.deepEqual(listing(workspace), await cloud.listing('/project'))
  t.is(Object.keys(listing(workspace)).length, 3)
  t.false(box.store.history(100).some(({ action }) => action === 'deleted in Dropbox'))
})

test('a folder that was restored to an older state, though one of since the start, halts and loses nothing in Dropbox', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { markEvery: 0 } })
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(box.folder)
  mkdirSync(workspace)
  writeFileSync(join(workspace, 'thesis'), 'chapter one')
  symlinkSync(workspace, join(box.folder, 'project'))
  box.start()
  await box.settle()
  cpSync(workspace, join(box.home, 'snapshot'), { recursive: true })
  writeFileSync(join(workspace, 'thesis'), 'chapter one and two')
  writeFileSync(join(workspace, 'notes'), 'of since')
  await box.settle()
  await box.stop()
  rmSync(workspace, { recursive: true })
  renameSync(join(box.home, 'snapshot'), workspace)
  box.start()
  t.like(await box.reach('halted'), { halts: [{ reason: 'rolled-back', path: '/project' }] })
  t.is(String(await cloud.read('/project/thesis')), 'chapter one and two')
  await box.choose('keep-both')
  await box.settle()
  t.is(String(await cloud.read('/project/thesis')), 'chapter one and two')
  t.is(String(await cloud.read('/project/notes')), 'of since')
  t.deepEqual(listing(workspace), await cloud.listing('/project'))
})

test('approving does not make a linked folder anew whose volume is not mounted', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  const workspace = join(box.home, 'workspace')
  mkdirSync(box.folder)
  mkdirSync(workspace)
  writeFileSync(join(workspace, 'thesis'), 'only copy')
  symlinkSync(workspace, join(box.folder, 'project'))
  box.start()
  await box.settle()
  renameSync(workspace, `${workspace}.unmounted`)
  await box.reach('halted')
  await box.engine.approve()
  t.like(await box.reach('halted'), { halts: [{ reason: 'root-missing', path: '/project' }] })
  t.false(existsSync(workspace))
  renameSync(`${workspace}.unmounted`, workspace)
  await box.settle()
  t.deepEqual(listing(workspace), await cloud.listing('/project'))
})
