import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { excluding } from '../../../runtime/core/choice.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { type RemoteSide, remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox } from './test-box.ts'

interface Mapped {
  readonly box: TestBox
  readonly cloud: RemoteSide
  readonly workspace: string
}

/** A box with a synced workspace behind the link `project`. */
async function mapped(
  t: ExecutionContext,
  disk: (files: Files) => Files = (files) => files,
): Promise<Mapped> {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { selection: [], files: disk(nodeFiles()) })
  const workspace = join(box.home, 'workspace')
  mkdirSync(box.folder)
  mkdirSync(workspace)
  for (const name of ['one', 'two']) writeFileSync(join(workspace, name), name)
  symlinkSync(workspace, join(box.folder, 'project'))
  box.start()
  await box.settle()
  return { box, cloud: remoteSide(emulator), workspace }
}

/** The same, with a folder in the workspace that a person has excluded and that this box alone has. */
async function mappedWithoutBuild(t: ExecutionContext): Promise<Mapped> {
  const world = await mapped(t)
  const { box, workspace } = world
  box.engine.select(excluding(box.store.selection(), '/project/build'))
  await box.settle()
  mkdirSync(join(workspace, 'build'))
  writeFileSync(join(workspace, 'build', 'output'), 'of this box alone')
  await box.settle()
  return world
}

test('a mapped folder that is renamed in Dropbox to a name that is taken here loses nothing, and says so', async (t) => {
  const { box, cloud, workspace } = await mapped(t)
  mkdirSync(join(box.folder, 'Thesis'))
  box.engine.select([...box.store.selection(), { path: '/thesis', display: '/Thesis', include: false }])
  await box.settle()
  await cloud.move('/project', '/Thesis')
  await box.settle()
  t.deepEqual(Object.keys(listing(workspace)), ['one', 'two'])
  t.deepEqual(Object.keys(await cloud.listing('/Thesis')), ['one', 'two'])
  t.true(
    box.engine.problems().some(({ path, why }) => path === '/project' && why.reason === 'moved-in-dropbox'),
  )
  await cloud.move('/Thesis', '/project')
  await box.settle()
  t.deepEqual(await cloud.listing('/project'), listing(workspace))
  t.false(box.engine.problems().some(({ path }) => path === '/project'))
})

test('a mapped folder that is moved into another folder in Dropbox keeps what is in it on both sides', async (t) => {
  const { box, cloud, workspace } = await mapped(t)
  await cloud.folder('/archive')
  await cloud.move('/project', '/archive/project')
  await box.settle()
  t.deepEqual(Object.keys(listing(workspace)), ['one', 'two'])
  t.deepEqual(Object.keys(await cloud.listing('/archive/project')), ['one', 'two'])
  t.true(lstatSync(join(box.folder, 'project')).isSymbolicLink())
  t.true(
    box.engine.problems().some(({ path, why }) => path === '/project' && why.reason === 'moved-in-dropbox'),
  )
})

test('what the ignore rules keep out of a mapped folder stays out when the folder is renamed in Dropbox', async (t) => {
  const { box, cloud, workspace } = await mapped(t)
  await cloud.write('/project/node_modules/heavy', 'heavy')
  await box.settle()
  await cloud.move('/project', '/Thesis')
  await box.settle()
  t.true(lstatSync(join(box.folder, 'Thesis')).isSymbolicLink())
  t.deepEqual(Object.keys(listing(workspace)), ['one', 'two'])
})

test('what a person excluded in a mapped folder stays out when the folder is renamed in Dropbox', async (t) => {
  const { box, cloud } = await mappedWithoutBuild(t)
  await cloud.move('/project', '/Thesis')
  await box.settle()
  t.true(lstatSync(join(box.folder, 'Thesis')).isSymbolicLink())
  t.deepEqual(Object.keys(await cloud.listing('/Thesis')), ['one', 'two'])
  t.like(
    box.store.selection().find(({ path }) => path === '/thesis/build'),
    {
      display: '/Thesis/build',
      include: false,
    },
  )
})

test('a file that is made under the new name of a mapped folder just before its link gets it is not replaced', async (t) => {
  let isMade = false
  const { box, cloud, workspace } = await mapped(t, (files) =>
    hookedFiles(files, ({ name, arguments: [, to] }) => {
      if (isMade || !['rename', 'link'].includes(name) || !String(to).endsWith('/Dropbox/Thesis')) return
      writeFileSync(String(to), 'mine')
      isMade = true
    }),
  )
  await cloud.move('/project', '/Thesis')
  await box.settle()
  t.is(readFileSync(join(box.folder, 'Thesis (Selective Sync Conflict)'), 'utf8'), 'mine')
  t.deepEqual(Object.keys(listing(workspace)), ['one', 'two'])
  await box.settle()
  t.true(lstatSync(join(box.folder, 'Thesis')).isSymbolicLink())
  t.deepEqual(await cloud.listing('/Thesis'), listing(workspace))
})

test('a link that has its old and its new name, since an agent was killed between the two, loses the old one', async (t) => {
  const { box, cloud, workspace } = await mapped(t)
  await box.stop()
  await cloud.move('/project', '/Thesis')
  linkSync(join(box.folder, 'project'), join(box.folder, 'Thesis'))
  box.start()
  await box.settle()
  t.deepEqual(
    readdirSync(box.folder).filter((name) => !name.startsWith('.')),
    ['Thesis'],
  )
  t.deepEqual(await cloud.listing('/Thesis'), listing(workspace))
})

test('what a person excluded in a mapped folder stays out when its link is renamed on the box', async (t) => {
  const { box, cloud, workspace } = await mappedWithoutBuild(t)
  renameSync(join(box.folder, 'project'), join(box.folder, 'thesis'))
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing('/thesis')), ['one', 'two'])
  t.deepEqual(Object.keys(listing(workspace)), ['build', 'build/output', 'one', 'two'])
})
