import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Left } from '../../../runtime/engine/left.ts'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor, type TestBox } from './test-box.ts'

/** Asks, after a fresh look, until paths are the same or cannot become so. */
function waitFor({ engine }: TestBox, ...paths: string[]): Promise<Left> {
  const look = engine.look()
  return new Promise((resolve) => {
    const ask = (): void => {
      const left = engine.left(look, paths, 10)
      if (left.verdict === 'going') return void setImmediate(ask)
      resolve(left)
    }
    ask()
  })
}

test('what was written a moment ago is in Dropbox, and what changed there is here, when everything is the same', async (t) => {
  const { box, cloud } = await settledBox(t)
  writeFileSync(join(box.folder, 'here'), 'here')
  await cloud.write('/there', 'there')
  t.like(await waitFor(box, ''), { verdict: 'same', paths: [], more: 0, unsynced: [] })
  t.deepEqual(Object.keys(await cloud.listing()), ['here', 'there'])
  t.is(box.store.get('/there').local?.kind, 'file')
})

test('nothing is the same before both sides were looked at anew', async (t) => {
  const { box } = await settledBox(t)
  writeFileSync(join(box.folder, 'new'), 'new')
  const look = box.engine.look()
  t.is(box.engine.left(look, [''], 0).verdict, 'going')
  t.is(box.engine.left(look, ['/new'], 0).verdict, 'going')
  await waitFor(box, '')
  t.is(box.engine.left(look, [''], 0).verdict, 'same')
})

test('what cannot sync is named with its reason, and only where it was asked about', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'a'))
  symlinkSync('nowhere', join(box.folder, 'a', 'link'))
  writeFileSync(join(box.folder, 'a', 'file'), 'x')
  writeFileSync(join(box.folder, 'b'), 'y')
  const all = await waitFor(box, '')
  t.like(all, { verdict: 'stuck', paths: [{ path: '/a/link', why: { reason: 'symlink' } }], more: 0 })
  t.is((await waitFor(box, '/a')).verdict, 'stuck')
  t.is((await waitFor(box, '/b', '/a/file')).verdict, 'same')
  t.deepEqual(Object.keys(await cloud.listing()), ['a', 'a/file', 'b'])
})

test('each path that cannot sync is counted once, however many there are', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'a'))
  for (let index = 0; index < 15; index++) symlinkSync('nowhere', join(box.folder, 'a', `${index}`))
  await box.settle()
  for (let index = 0; index < 15; index++) await cloud.write(`/a/${index}`, 'in the way of a link')
  const left = await waitFor(box, '')
  t.is(left.verdict, 'stuck')
  t.is(left.paths.length + left.more, box.engine.problems().length)
})

test('a folder that cannot sync is named for all that is in it', async (t) => {
  const { box, cloud } = await settledBox(t)
  symlinkSync('nowhere', join(box.folder, 'a'))
  await box.settle()
  for (let index = 0; index < 15; index++) await cloud.write(`/a/${index}`, 'in a folder that cannot come')
  const left = await waitFor(box, '')
  t.like(left, { verdict: 'stuck', more: 0 })
  t.deepEqual(
    left.paths.map(({ path }) => path),
    ['/a'],
  )
  t.is((await waitFor(box, '/a/3')).verdict, 'stuck')
})

test('paths that are excluded, ignored or nowhere are told, and a deletion is waited for', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/out/file', 'x')
  await cloud.write('/in', 'y')
  const selection = [
    { path: '', display: '', include: true },
    { path: '/out', display: '/out', include: false },
  ]
  const box = createBox(t, emulator, { selection })
  box.start()
  await box.settle()
  mkdirSync(join(box.folder, 'node_modules'))
  const odd = ['/out/file', '/node_modules', '/nothing']
  t.deepEqual((await waitFor(box, ...odd)).unsynced, odd)
  t.deepEqual(box.engine.left(0, ['/in'], 0).unsynced, [])
  rmSync(join(box.folder, 'in'))
  t.is((await waitFor(box, '/in')).verdict, 'same')
  t.deepEqual(Object.keys(await cloud.listing()), ['out', 'out/file'])
})

test('what an ignore rule keeps out is not waited for, though Dropbox has it', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'logs'))
  writeFileSync(join(box.folder, 'logs', 'x.log'), 'sent before there was a rule')
  await box.settle()
  writeFileSync(join(box.folder, '.mignore'), '*.log')
  t.is((await waitFor(box, '')).verdict, 'same')
  await cloud.write('/logs/there.log', 'kept out of this box')
  t.like(await waitFor(box, '/logs'), { verdict: 'same', paths: [], unsynced: [] })
  t.like(await waitFor(box, '/logs/x.log'), { verdict: 'same', unsynced: ['/logs/x.log'] })
  t.truthy((await cloud.listing())['logs/x.log'])
})

test('a halt ends waiting at once, and names what it keeps back', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { settings: { newFiles: 2 } })
  box.start()
  await box.settle()
  mkdirSync(join(box.folder, 'many'))
  for (let index = 0; index < 12; index++) writeFileSync(join(box.folder, 'many', `${index}`), `${index}`)
  const left = await waitFor(box, '')
  t.like(left, { verdict: 'stuck', status: { state: 'halted' }, more: 3 })
  t.is(left.paths.length, 10)
})

test('while there is no connection it is waited for, and the look is taken when there is one', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  emulator.configure({ faults: [{ route: 'files/list_folder/continue', kind: 'reset' }] })
  const offline = new Promise<void>((resolve) => {
    box.engine.listen(({ state }) => state === 'offline' && resolve())
  })
  const waiting = waitFor(box, '/there')
  await offline
  t.is(box.engine.left(0, [''], 0).verdict, 'going')
  await cloud.write('/there', 'x')
  emulator.configure({ faults: [] })
  t.is((await waiting).verdict, 'same')
  t.is(box.store.get('/there').local?.kind, 'file')
})
