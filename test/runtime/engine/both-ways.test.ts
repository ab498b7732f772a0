import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { settledBox } from './settled-box.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

test('whatever is done on the box is done in Dropbox', async (t) => {
  const { box, cloud } = await settledBox(t)
  const at = (...path: string[]): string => join(box.folder, ...path)

  mkdirSync(at('Thesis', 'chapters'), { recursive: true })
  mkdirSync(at('empty folder'))
  writeFileSync(at('Thesis', 'chapters', 'one.tex'), 'It was a dark and stormy night.')
  writeFileSync(at('empty'), '')
  writeFileSync(at('ünïcödé — 名前.txt'), 'names')
  await box.settle()
  t.deepEqual(await cloud.listing(), listing(box.folder))

  appendFileSync(at('Thesis', 'chapters', 'one.tex'), ' Suddenly')
  renameSync(at('Thesis'), at('Dissertation'))
  rmSync(at('empty'))
  mkdirSync(at('empty'))
  writeFileSync(at('empty', 'no more'), 'x')
  rmSync(at('empty folder'), { recursive: true })
  writeFileSync(at('empty folder'), 'a file now')
  await box.settle()
  t.deepEqual(await cloud.listing(), listing(box.folder))
  t.deepEqual(Object.keys(listing(box.folder)), [
    'Dissertation',
    'Dissertation/chapters',
    'Dissertation/chapters/one.tex',
    'empty',
    'empty folder',
    'empty/no more',
    'ünïcödé — 名前.txt',
  ])
})

test('whatever is done in Dropbox is done on the box', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  box.start()

  await cloud.write('/Thesis/chapters/one.tex', 'It was a dark and stormy night.')
  await cloud.folder('/empty folder')
  await cloud.write('/empty', '')
  await cloud.write('/ünïcödé — 名前.txt', 'names')
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())

  await cloud.write('/Thesis/chapters/one.tex', 'It was another night.')
  await cloud.move('/Thesis', '/Dissertation')
  await cloud.delete('/empty')
  await cloud.write('/empty/no more', 'x')
  await cloud.delete('/empty folder')
  await cloud.write('/empty folder', 'a file now')
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
})

test('a change reaches the other side without being asked for', async (t) => {
  const emulator = await emulatorFor(t)
  const one = createBox(t, emulator, { name: 'one' })
  const two = createBox(t, emulator, { name: 'two' })
  one.start()
  two.start()
  await one.settle()
  await two.settle()
  const arrived = new Promise<void>((resolve) => {
    const stop = two.engine.listen(() => {
      if (two.store.history(10).some(({ path }) => path === '/hello')) {
        stop()
        resolve()
      }
    })
  })
  writeFileSync(join(one.folder, 'hello'), 'from one')
  await arrived
  t.deepEqual(listing(two.folder), listing(one.folder))
})

test('what both did while the agent was stopped comes together, and an edit wins over a deletion', async (t) => {
  const { box, cloud } = await settledBox(t)
  for (const name of ['kept', 'edited here', 'edited there', 'deleted here', 'deleted there']) {
    writeFileSync(join(box.folder, name), name)
  }
  await box.settle()
  await box.stop()

  writeFileSync(join(box.folder, 'edited here'), 'new words')
  rmSync(join(box.folder, 'edited there'))
  rmSync(join(box.folder, 'deleted here'))
  await cloud.delete('/edited here')
  await cloud.write('/edited there', 'new words')
  await cloud.delete('/deleted there')
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(listing(box.folder)), ['edited here', 'edited there', 'kept'])
  t.deepEqual(listing(box.folder), await cloud.listing())
})

test('two different edits keep both: the name stays with Dropbox, the box gets a conflict copy', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, { name: 'codio-7' })
  const cloud = remoteSide(emulator)
  box.start()
  await box.settle()
  writeFileSync(join(box.folder, 'notes.md'), 'base')
  await box.settle()
  await box.stop()
  writeFileSync(join(box.folder, 'notes.md'), 'box')
  await cloud.write('/notes.md', 'cloud')
  box.start()
  await box.settle()
  const names = Object.keys(listing(box.folder))
  t.is(names.length, 2)
  t.regex(names[0] ?? '', /^notes \(codio-7's conflicted copy \d{4}-\d\d-\d\d\)\.md$/)
  t.is(String(await cloud.read('/notes.md')), 'cloud')
  t.is(String(await cloud.read(`/${names[0]}`)), 'box')
  t.deepEqual(listing(box.folder), await cloud.listing())
})

test('renaming a folder of many files costs one move, whether the agent runs or not', async (t) => {
  const { emulator, box, cloud } = await settledBox(t)
  mkdirSync(join(box.folder, 'old'))
  for (let index = 0; index < 40; index++) writeFileSync(join(box.folder, 'old', `${index}`), `${index}`)
  await box.settle()

  for (const running of [true, false]) {
    const [from, to] = running ? ['old', 'new'] : ['new', 'newest']
    if (!running) await box.stop()
    const before = emulator.stats()
    renameSync(join(box.folder, from), join(box.folder, to))
    if (!running) box.start()
    await box.settle()
    const after = emulator.stats()
    t.is((after.routes['files/move_v2'] ?? 0) - (before.routes['files/move_v2'] ?? 0), 1)
    t.is(after.contentBytesUp, before.contentBytesUp)
    t.deepEqual(listing(box.folder), await cloud.listing())
  }
})

test('touching a file or writing the same content again sends nothing', async (t) => {
  const { emulator, box } = await settledBox(t)
  writeFileSync(join(box.folder, 'a'), 'same')
  await box.settle()
  const before = emulator.stats()
  utimesSync(join(box.folder, 'a'), 1, 1)
  await box.settle()
  writeFileSync(join(box.folder, 'a'), 'same')
  await box.settle()
  const after = emulator.stats()
  t.is(after.contentBytesUp, before.contentBytesUp)
  t.is(after.routes['files/upload'], before.routes['files/upload'])
})

test('a downloaded file carries the time that Dropbox has for it, and an upload carries the file’s', async (t) => {
  const emulator = await emulatorFor(t)
  const one = createBox(t, emulator, { name: 'one' })
  const two = createBox(t, emulator, { name: 'two' })
  one.start()
  await one.settle()
  writeFileSync(join(one.folder, 'old file'), 'x')
  utimesSync(join(one.folder, 'old file'), 1_000_000_000, 1_000_000_000)
  await one.settle()
  two.start()
  await two.settle()
  t.is(statSync(join(two.folder, 'old file')).mtimeMs, 1_000_000_000_000)
})

test('edits ping-pong between two boxes, and all three sides end equal', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  const boxes = ['one', 'two'].map((name) => createBox(t, emulator, { name }))
  for (const box of boxes) {
    box.start()
    await box.settle()
  }
  for (let round = 0; round < 6; round++) {
    const box = boxes[round % 2]
    if (box === undefined) return t.fail()
    mkdirSync(join(box.folder, `round ${round}`))
    writeFileSync(join(box.folder, `round ${round}`, 'file'), `${round}`)
    appendFileSync(join(box.folder, 'log'), `${round} `)
    if (round > 2) rmSync(join(box.folder, `round ${round - 2}`), { recursive: true })
    await box.settle()
    await boxes[(round + 1) % 2]?.settle()
  }
  const expected = await cloud.listing()
  t.is(String(await cloud.read('/log')), '0 1 2 3 4 5 ')
  for (const box of boxes) t.deepEqual(listing(box.folder), expected)
})
