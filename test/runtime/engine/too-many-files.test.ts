import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type RemoteSide, remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, type TestBox } from './test-box.ts'

function fill(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index++) writeFileSync(join(folder, `${index}`), `${folder} ${index}`)
}

/** A box that has synced more files at its start than may be new at once. */
async function settledBox(t: ExecutionContext): Promise<{ box: TestBox; cloud: RemoteSide }> {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { newFiles: 10 } })
  const cloud = remoteSide(emulator)
  mkdirSync(box.folder)
  fill(join(box.folder, 'Papers'), 15)
  box.start()
  await box.settle()
  t.is(Object.keys(await cloud.listing('/Papers')).length, 15)
  return { box, cloud }
}

test('what is there when a folder is taken in goes up unasked; too many new files later wait, while everything else goes on', async (t) => {
  const { box, cloud } = await settledBox(t)
  fill(join(box.folder, 'App', 'modules', 'Left'), 14)
  fill(join(box.folder, 'App', 'modules', 'Right'), 14)
  writeFileSync(join(box.folder, 'Papers', '3'), 'edited')
  await cloud.write('/from Dropbox', 'x')
  const status = await box.reach('halted')
  t.deepEqual(status, {
    state: 'halted',
    halts: [
      { reason: 'too-many-files', files: 28, limit: 10, folders: [{ path: '/App/modules', files: 28 }] },
    ],
  })
  t.is((await cloud.read('/Papers/3')).toString(), 'edited')
  t.is(box.store.get('/from dropbox').local?.kind, 'file')
  t.deepEqual(
    Object.keys(await cloud.listing()).filter((path) => path.startsWith('App')),
    [],
  )
  t.is(box.engine.pending().additions.length, 28)
  t.true(box.engine.pending().additions.includes('/App/modules/Left/3'))
  await box.engine.approve()
  await box.settle()
  t.is(Object.keys(await cloud.listing('/App/modules')).length, 30)
  t.deepEqual(box.engine.pending(), { deletions: [], additions: [] })
})

test('too many files that are kept out wait no more', async (t) => {
  const { box, cloud } = await settledBox(t)
  fill(join(box.folder, 'data'), 20)
  await box.reach('halted')
  writeFileSync(join(box.folder, '.mignore'), 'data/\n')
  await box.settle()
  t.deepEqual(
    Object.keys(await cloud.listing()).filter((path) => path.startsWith('data')),
    [],
  )
})

test('only the new files that were shown are approved', async (t) => {
  const { box, cloud } = await settledBox(t)
  fill(join(box.folder, 'shown'), 12)
  await box.reach('halted')
  const { additions } = box.engine.pending()
  fill(join(box.folder, 'unseen'), 13)
  await box.reach('halted')
  await box.engine.approve({ roots: [], additions })
  t.like(await box.reach('halted'), { halts: [{ files: 13, folders: [{ path: '/unseen' }] }] })
  await box.told('uploaded', '/shown/11')
  t.is(Object.keys(await cloud.listing()).filter((path) => path.startsWith('unseen')).length, 0)
})

test('a folder that is linked later goes up unasked, too', async (t) => {
  const { box, cloud } = await settledBox(t)
  const target = join(box.home, 'workspace')
  fill(target, 20)
  symlinkSync(target, join(box.folder, 'project'))
  await box.settle()
  t.is(Object.keys(await cloud.listing('/project')).length, 20)
  fill(join(target, 'more'), 20)
  t.like(await box.reach('halted'), { halts: [{ reason: 'too-many-files', files: 20 }] })
})
