import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { excluding, including } from '../../../runtime/core/choice.ts'
import { setApartIn } from '../../../runtime/engine/set-apart.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox } from './test-box.ts'

/** A box that syncs nothing of what Dropbox has: Letters/first and todo.txt. */
async function boxWithLetters(t: ExecutionContext) {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/Letters/first', 'theirs')
  await cloud.write('/todo.txt', 'theirs')
  const box = createBox(t, emulator, { selection: [{ path: '/x', display: '/x', include: false }] })
  box.start()
  await box.settle()
  const make = (path: string, content: string): void => {
    mkdirSync(join(box.folder, path, '..'), { recursive: true })
    writeFileSync(join(box.folder, path), content)
  }
  return { box, cloud, make }
}

function heldIn(box: TestBox): string[] {
  return box.engine.problems().map(({ path, why }) => `${path} ${why.reason}`)
}

test('what is made where Dropbox holds something that was not chosen gets a name of its own, and both are kept', async (t) => {
  const { box, cloud, make } = await boxWithLetters(t)
  make('letters/mine', 'mine')
  make('todo.txt', 'mine')
  await box.settle()
  const apart = ['letters (Selective Sync Conflict)', 'todo (Selective Sync Conflict).txt']
  t.deepEqual(Object.keys(listing(box.folder)), [apart[0] ?? '', `${apart[0]}/mine`, apart[1] ?? ''])
  t.deepEqual(Object.keys(await cloud.listing()).sort(), [
    'Letters',
    'Letters/first',
    ...Object.keys(listing(box.folder)),
    'todo.txt',
  ])
  t.is(String(await cloud.read('/todo.txt')), 'theirs')
  t.deepEqual(heldIn(box), [])
  const told = setApartIn(box.store).toSorted((one, other) => (one.path < other.path ? -1 : 1))
  t.deepEqual(told, [
    { path: '/Letters', now: '/letters (Selective Sync Conflict)' },
    { path: '/todo.txt', now: '/todo (Selective Sync Conflict).txt' },
  ])

  // Chosen later, Dropbox's own come down beside them, and nothing is left to tell.
  box.engine.select(including(including(box.store.selection(), '/Letters'), '/todo.txt'))
  await box.settle()
  t.true(existsSync(join(box.folder, 'Letters', 'first')))
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.deepEqual(setApartIn(box.store), [])
})

test('so does what is made where something was excluded, also while no agent runs, and though Dropbox has nothing there any more', async (t) => {
  const { box, cloud, make } = await boxWithLetters(t)
  box.engine.select(excluding(including(box.store.selection(), '/Letters'), '/Letters'))
  await box.settle()
  await box.stop()
  make('Letters/mine', 'mine')
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), [
    'Letters (Selective Sync Conflict)',
    'Letters (Selective Sync Conflict)/mine',
  ])
  await cloud.delete('/Letters')
  await box.settle()
  make('Letters/again', 'mine')
  await box.settle()
  t.true(existsSync(join(box.folder, 'Letters (Selective Sync Conflict 2)', 'again')))
  const { 'todo.txt': _, ...other } = await cloud.listing()
  t.deepEqual(listing(box.folder), other)
})

test('what an exclusion left here stays where it is, with what is put beside it, and nothing of it goes up', async (t) => {
  const { box, cloud, make } = await boxWithLetters(t)
  box.engine.select(including(box.store.selection(), '/Letters'))
  await box.settle()
  await box.stop()
  make('Letters/draft', 'never synced')
  box.start()
  box.engine.select(excluding(box.store.selection(), '/Letters'))
  await box.settle()
  make('Letters/later', 'never synced')
  await box.settle()
  await box.stop()
  box.start()
  await box.settle()
  t.true(existsSync(join(box.folder, 'Letters', 'later')))
  t.deepEqual(Object.keys(await cloud.listing()).sort(), ['Letters', 'Letters/first', 'todo.txt'])
  t.deepEqual(heldIn(box), ['/Letters selective-sync-conflict'])
})

test('what was here before the agent knew the folder stays under its name', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await cloud.write('/Letters/first', 'theirs')
  const box = createBox(t, emulator, {
    selection: [{ path: '/letters', display: '/Letters', include: false }],
  })
  mkdirSync(join(box.folder, 'Letters'), { recursive: true })
  writeFileSync(join(box.folder, 'Letters', 'mine'), 'mine')
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), ['Letters', 'Letters/mine'])
  t.deepEqual(heldIn(box), ['/Letters selective-sync-conflict'])
})

test('what Dropbox has there just so stays, and is told', async (t) => {
  const { box, make } = await boxWithLetters(t)
  make('Letters/first', 'theirs')
  await box.settle()
  t.deepEqual(heldIn(box), ['/Letters selective-sync-conflict'])
  rmSync(join(box.folder, 'Letters'), { recursive: true })
  await box.settle()
  t.deepEqual(heldIn(box), [])
})

test('a program that makes the same thing again and again is told of, in the end', async (t) => {
  const { box, make } = await boxWithLetters(t)
  for (let count = 0; count < 11; count++) {
    make('todo.txt', `mine ${count}`)
    await box.settle()
  }
  t.deepEqual(heldIn(box), ['/todo.txt selective-sync-conflict'])
  t.is(setApartIn(box.store).length, 10)
})
