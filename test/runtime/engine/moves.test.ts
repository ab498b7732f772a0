import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

/** A Dropbox that never says that something changed: the box learns of it when it asks. */
function silent(cloud: Cloud): Cloud {
  return {
    ...cloud,
    waitForChange: (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true })),
  }
}

test('a folder that is renamed here while somebody moves what is in it there holds in the end what both sides say', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { between: silent })
  const cloud = remoteSide(emulator)
  box.start()
  await box.settle()
  mkdirSync(join(box.folder, 'made', 'sub'), { recursive: true })
  writeFileSync(join(box.folder, 'made', 'sub', 'file'), 'content')
  writeFileSync(join(box.folder, 'made', 'other'), 'other')
  await box.settle()
  await cloud.move('/made/sub', '/made/elsewhere')
  renameSync(join(box.folder, 'made'), join(box.folder, 'new'))
  await box.told('moved in Dropbox', '/new')
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.true(existsSync(join(box.folder, 'new', 'elsewhere', 'file')))
})

for (const [what, selection] of [
  ['everything was chosen', [{ path: '', display: '', include: true }]],
  ['nothing was chosen', []],
] as const) {
  test(`where ${what}, a folder of many files is renamed, and put into a new one, by moves alone`, async (t) => {
    const emulator = await emulatorFor(t)
    const box = createBox(t, emulator, { selection })
    const cloud = remoteSide(emulator)
    box.start()
    await box.settle()
    mkdirSync(join(box.folder, 'old'))
    for (let index = 0; index < 40; index++) writeFileSync(join(box.folder, 'old', `${index}`), `${index}`)
    await box.settle()
    const before = emulator.stats()
    renameSync(join(box.folder, 'old'), join(box.folder, 'new'))
    await box.settle()
    t.deepEqual(await cloud.listing(), listing(box.folder))
    mkdirSync(join(box.folder, 'made', 'just now'), { recursive: true })
    renameSync(join(box.folder, 'new'), join(box.folder, 'made', 'just now', 'new'))
    await box.settle()
    t.deepEqual(await cloud.listing(), listing(box.folder))
    const after = emulator.stats()
    t.is((after.routes['files/move_v2'] ?? 0) - (before.routes['files/move_v2'] ?? 0), 2)
    t.is(after.contentBytesUp, before.contentBytesUp)
  })
}

for (const [what, selection] of [
  ['everything was chosen', [{ path: '', display: '', include: true }]],
  ['nothing was chosen', []],
] as const) {
  test(`where ${what}, a folder that Dropbox does not move in one piece is moved bit by bit, and nothing is sent`, async (t) => {
    const emulator = await emulatorFor(t)
    emulator.configure({ relocations: { entries: 20 } })
    const box = createBox(t, emulator, { selection })
    const cloud = remoteSide(emulator)
    box.start()
    await box.settle()
    const old = join(box.folder, 'old')
    for (const [folder, files] of Object.entries({ '': 1, small: 9, 'small/empty': 0, 'in/large': 110 })) {
      mkdirSync(join(old, folder), { recursive: true })
      for (let index = 0; index < files; index++)
        writeFileSync(join(old, folder, `${index}`), `${folder} ${index}`)
    }
    await box.settle()
    const before = emulator.stats()
    renameSync(old, join(box.folder, 'new'))
    await box.settle()
    t.deepEqual(await cloud.listing(), listing(box.folder))
    const after = emulator.stats()
    t.is(after.contentBytesUp, before.contentBytesUp)
    t.is(after.contentBytesDown, before.contentBytesDown)
    // Refused: old, in, in/large. Moved: 0, small, and the 110 files.
    t.is((after.routes['files/move_v2'] ?? 0) - (before.routes['files/move_v2'] ?? 0), 3 + 2 + 110)
    t.is(after.routes['files/copy_batch_v2'], before.routes['files/copy_batch_v2'])
    t.deepEqual(box.engine.problems(), [])
    writeFileSync(join(box.folder, 'new', 'in', 'large', '0'), 'edited')
    writeFileSync(join(box.folder, 'new', 'in', 'large', 'added'), 'added')
    await box.settle()
    t.deepEqual(await cloud.listing(), listing(box.folder))
  })
}

test('what somebody adds to a folder that is being moved bit by bit is not lost with the old one', async (t) => {
  const emulator = await emulatorFor(t)
  emulator.configure({ relocations: { entries: 10 } })
  const cloud = remoteSide(emulator)
  let moves = 0
  const box = createBox(t, emulator, {
    between: (dropbox) => ({
      ...silent(dropbox),
      async move(from, to, signal) {
        if (++moves === 5) await cloud.write('/old/added', 'added')
        return dropbox.move(from, to, signal)
      },
    }),
  })
  box.start()
  await box.settle()
  mkdirSync(join(box.folder, 'old'))
  for (let index = 0; index < 30; index++) writeFileSync(join(box.folder, 'old', `${index}`), `${index}`)
  await box.settle()
  renameSync(join(box.folder, 'old'), join(box.folder, 'new'))
  await box.settle()
  t.true(moves > 5)
  const both = listing(box.folder)
  t.deepEqual(await cloud.listing(), both)
  t.is(Object.keys(both).length, 33)
  t.is(readFileSync(join(box.folder, 'old', 'added'), 'utf8'), 'added')
})

test('a folder that Dropbox does not rename in one piece by the case of its name is told of, and what is in it syncs', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  emulator.configure({ relocations: { entries: 10 } })
  mkdirSync(join(box.folder, 'papers'))
  for (let index = 0; index < 30; index++) writeFileSync(join(box.folder, 'papers', `${index}`), `${index}`)
  await box.settle()
  renameSync(join(box.folder, 'papers'), join(box.folder, 'Papers'))
  writeFileSync(join(box.folder, 'Papers', 'added'), 'added')
  await box.settle()
  t.is((await cloud.read('/papers/added')).toString(), 'added')
  t.like(box.engine.problems(), [{ why: { reason: 'refused' } }])
})

test('what a person chose follows what is renamed, in Dropbox or on the box, and what was left out stays out', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, {
    selection: [
      { path: '/docs', display: '/Docs', include: true },
      { path: '/docs/films', display: '/Docs/films', include: false },
    ],
  })
  const cloud = remoteSide(emulator)
  for (let index = 0; index < 30; index++) await cloud.write(`/Docs/papers/${index}`, `${index}`)
  await cloud.write('/Docs/films/large', 'large')
  await cloud.write('/Music/song', 'song')
  box.start()
  await box.settle()
  const before = emulator.stats()
  await cloud.move('/Docs', '/Documents')
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)).slice(0, 2), ['Documents', 'Documents/papers'])
  renameSync(join(box.folder, 'Documents'), join(box.folder, 'Texts'))
  await box.settle()
  t.deepEqual(listing(join(box.folder, 'Texts', 'papers')), await cloud.listing('/Texts/papers'))
  t.deepEqual(Object.keys(await cloud.listing('/Texts/films')), ['large'])
  t.is(Object.keys(listing(box.folder)).length, 32)
  t.deepEqual(
    box.store.selection().map(({ display, include }) => [display, include]),
    [
      ['/Texts', true],
      ['/Texts/films', false],
    ],
  )
  const after = emulator.stats()
  t.is(after.contentBytesUp, before.contentBytesUp)
  t.is(after.contentBytesDown, before.contentBytesDown)
})

test('a rename by case alone that a kill left half done in Dropbox is finished there, on whichever box', async (t) => {
  const emulator = await emulatorFor(t)
  emulator.configure({ names: { caseOnlyMove: 'refuse' } })
  const cloud = remoteSide(emulator)
  const boxes = ['one', 'two'].map((name) => createBox(t, emulator, { name }))
  for (const path of ['/Read Me.txt', '/Folder/inside']) await cloud.write(path, path)
  for (const box of boxes) {
    box.start()
    await box.settle()
    await box.stop()
  }
  await cloud.move('/Read Me.txt', '/READ ME (renaming 1a2b3c4d).txt')
  await cloud.move('/Folder', '/FOLDER (renaming 1a2b3c4d)')
  for (const box of boxes) {
    box.start()
    await box.settle()
    t.deepEqual(Object.keys(await cloud.listing()), ['FOLDER', 'FOLDER/inside', 'READ ME.txt'])
    t.deepEqual(listing(box.folder), await cloud.listing())
    await box.stop()
  }
})

test('what cannot sync is told of by its new place after its folder was renamed in Dropbox', async (t) => {
  const { box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'old', 'sub'), { recursive: true })
  writeFileSync(join(box.folder, 'old', 'sub', 'file'), 'content')
  symlinkSync('file', join(box.folder, 'old', 'sub', 'link'))
  await box.settle()
  await cloud.move('/old', '/new')
  await box.told('moved here', '/new')
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (box.engine.problems().every(({ path }) => path === '/new/sub/link')) resolve()
    }
    box.engine.listen(look)
    look()
  })
  t.is(box.engine.problems().length, 1)
})

test('where the answer to a move was lost and another file has come to the new place meanwhile, both are kept', async (t) => {
  const emulator = await emulatorFor(t)
  const theirs = remoteSide(emulator)
  let moves = 0
  const box = createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      async move(from, to, signal) {
        if (moves++ > 0) return cloud.move(from, to, signal)
        await theirs.delete(from)
        await theirs.write(to, 'theirs')
        const { changes } = await cloud.changes(undefined, signal)
        const there = changes.find(({ path }) => path === to)
        if (there?.kind !== 'present') throw new Error('nothing is there')
        return { ok: true, value: there.entry }
      },
    }),
  })
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'before'), 'mine')
  await box.settle()
  renameSync(join(box.folder, 'before'), join(box.folder, 'after'))
  await box.settle()
  t.is(readFileSync(join(box.folder, 'after'), 'utf8'), 'theirs')
  const [copy = ''] = readdirSync(box.folder).filter((name) => name.includes('conflicted copy'))
  t.is(readFileSync(join(box.folder, copy), 'utf8'), 'mine')
  t.deepEqual(await theirs.listing(), listing(box.folder))
})
