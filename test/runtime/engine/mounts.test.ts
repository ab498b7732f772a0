import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import { aliasedFiles, mountsAt } from '../local/aliased-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, temporaryFolder } from './test-box.ts'

/** A box with a workspace that is linked, on a disk where folders of the same file system can be mounted. */
async function boxWithMounts(t: ExecutionContext) {
  const emulator = await emulatorFor(t)
  const home = temporaryFolder(t)
  const workspace = join(home, 'workspace')
  const data = join(workspace, 'data')
  const volume = join(home, 'volume')
  const hidden = join(home, 'hidden')
  for (const made of [join(home, 'Dropbox'), data, volume]) mkdirSync(made, { recursive: true })
  for (const name of ['one', 'two', 'three']) writeFileSync(join(volume, name), name)
  writeFileSync(join(workspace, 'thesis'), 'only copy')
  symlinkSync(workspace, join(home, 'Dropbox', 'project'))
  const points = new Set<string>()
  const files: Files = { ...nodeFiles(), mountPoints: async () => mountsAt(points) }
  return {
    box: createBox(t, emulator, { home, files }),
    cloud: remoteSide(emulator),
    data,
    volume,
    workspace,
    mount() {
      renameSync(data, hidden)
      renameSync(volume, data)
      points.add(data)
    },
    unmount() {
      renameSync(data, volume)
      renameSync(hidden, data)
      points.delete(data)
    },
  }
}

test('what is mounted inside a linked folder does not sync, and nothing is deleted when it is not mounted any more', async (t) => {
  const { box, cloud, data, volume, workspace, mount, unmount } = await boxWithMounts(t)
  mount()
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing('/project')), ['thesis'])
  t.like(box.engine.problems(), [{ path: '/project/data', why: { reason: 'unreadable' } }])
  await cloud.write('/project/data/there', 'from Dropbox')
  await box.settle()
  t.deepEqual(Object.keys(listing(data)).sort(), ['one', 'three', 'two'])
  await box.stop()
  unmount()
  box.start()
  await box.settle()
  t.deepEqual(await cloud.listing('/project'), listing(workspace))
  t.deepEqual(Object.keys(listing(data)), ['there'])
  t.deepEqual(Object.keys(listing(volume)).sort(), ['one', 'three', 'two'])
  t.deepEqual(box.engine.problems(), [])
})

test('a mount over a folder that syncs comes and goes, and all is as before on both sides', async (t) => {
  const { box, cloud, data, workspace, mount, unmount } = await boxWithMounts(t)
  writeFileSync(join(data, 'synced'), 'synced')
  mkdirSync(join(data, 'inner'))
  writeFileSync(join(data, 'inner', 'deep'), 'deep')
  box.start()
  await box.settle()
  const before = await cloud.listing('/project')
  mount()
  await box.settle()
  await cloud.write('/project/data/inner/deep', 'edited in Dropbox')
  await box.settle()
  t.deepEqual(Object.keys(listing(data)).sort(), ['one', 'three', 'two'])
  await box.stop()
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing('/project')), Object.keys(before))
  unmount()
  await box.settle()
  t.is(readFileSync(join(data, 'inner', 'deep'), 'utf8'), 'edited in Dropbox')
  t.deepEqual(Object.keys(await cloud.listing('/project')), Object.keys(before))
  t.deepEqual(listing(workspace), await cloud.listing('/project'))
})

test('a linked folder that is mounted at a second path is not taken in again by that', async (t) => {
  const emulator = await emulatorFor(t)
  const home = temporaryFolder(t)
  const [workspace, alias] = [join(home, 'workspace'), join(home, 'alias')]
  for (const made of [join(home, 'Dropbox'), join(workspace, 'data'), alias])
    mkdirSync(made, { recursive: true })
  writeFileSync(join(workspace, 'thesis'), 'only copy')
  symlinkSync(workspace, join(home, 'Dropbox', 'project'))
  const box = createBox(t, emulator, { home, files: aliasedFiles(nodeFiles(), alias, workspace) })
  const cloud = remoteSide(emulator)
  box.start()
  await box.settle()
  symlinkSync(alias, join(home, 'Dropbox', 'again'))
  await box.settle()
  t.like(box.engine.problems(), [{ path: '/again', why: { reason: 'mapping-refused', why: 'overlap' } }])
  writeFileSync(join(workspace, 'thesis'), 'chapter two')
  await box.settle()
  t.deepEqual(await cloud.listing('/project'), listing(workspace))
  t.deepEqual(Object.keys(await cloud.listing()).sort(), ['project', 'project/data', 'project/thesis'])
})

test('a linked folder that stands elsewhere is not begun anew there under a second name', async (t) => {
  const { box, cloud, workspace } = await boxWithMounts(t)
  box.start()
  await box.settle()
  const before = await cloud.listing()
  const elsewhere = join(box.home, 'elsewhere')
  renameSync(workspace, elsewhere)
  symlinkSync(elsewhere, join(box.folder, 'again'))
  const marker = (): string => readFileSync(join(elsewhere, '.dropbox.cache/marker.json'), 'utf8')
  const written = marker()
  t.like(await box.reach('halted'), { halts: [{ reason: 'root-missing', path: '/project' }] })
  t.like(box.engine.problems(), [{ path: '/again', why: { reason: 'mapping-refused', why: 'overlap' } }])
  t.is(marker(), written)
  t.deepEqual(await cloud.listing(), before)
  renameSync(elsewhere, workspace)
  await box.settle()
  t.deepEqual(await cloud.listing(), before)
})

test('a copy of a linked folder beside it becomes a linked folder of its own', async (t) => {
  const { box, cloud, workspace } = await boxWithMounts(t)
  box.start()
  await box.settle()
  const copy = join(box.home, 'copy')
  cpSync(workspace, copy, { recursive: true, preserveTimestamps: true })
  symlinkSync(copy, join(box.folder, 'copy'))
  await box.settle()
  t.deepEqual(box.engine.problems(), [])
  t.deepEqual(await cloud.listing('/copy'), listing(workspace))
  t.deepEqual(await cloud.listing('/project'), listing(workspace))
})
