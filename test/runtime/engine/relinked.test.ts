import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { excluding, including } from '../../../runtime/core/choice.ts'
import type { SelectionRule } from '../../../runtime/core/selection.ts'
import type { Refusal } from '../../../runtime/ports/cloud.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

const inThesis = ['chapters', 'chapters/one', 'figures', 'figures/plot', 'notes']

/** A box with two synced workspaces, which the links `thesis` and `course` lead to. */
async function linked(t: ExecutionContext, selection?: readonly SelectionRule[], refusal?: Refusal) {
  const emulator = await emulatorFor(t)
  const moves: string[] = []
  let sent = 0
  const box = createBox(t, emulator, {
    ...(selection === undefined ? {} : { selection }),
    between: (cloud) => ({
      ...cloud,
      move(from, to, signal) {
        moves.push(`${from} -> ${to}`)
        if (refusal !== undefined) return Promise.resolve({ ok: false, refusal })
        return cloud.move(from, to, signal)
      },
      upload(requests, options) {
        for (const { path, size } of requests) if (!path.startsWith('/.box-parts')) sent += size
        return cloud.upload(requests, options)
      },
    }),
  })
  const thesis = join(box.home, 'workspace', 'thesis')
  const course = join(box.home, 'workspace', 'course')
  mkdirSync(join(thesis, 'chapters'), { recursive: true })
  mkdirSync(join(thesis, 'figures'))
  mkdirSync(course, { recursive: true })
  writeFileSync(join(thesis, 'chapters', 'one'), 'once upon a time')
  writeFileSync(join(thesis, 'figures', 'plot'), 'a plot')
  writeFileSync(join(thesis, 'notes'), 'notes of the thesis')
  writeFileSync(join(course, 'notes'), 'notes of the course')
  mkdirSync(box.folder, { recursive: true })
  symlinkSync(thesis, join(box.folder, 'thesis'))
  symlinkSync(course, join(box.folder, 'course'))
  box.start()
  await box.settle()
  const cloud = remoteSide(emulator)
  const before = { thesis: await cloud.listing('/thesis'), course: await cloud.listing('/course') }
  sent = 0
  return {
    ...{ box, thesis, course, before, moves, cloud },
    /** Bytes of files that were to go up since. */
    sent: () => sent,
    rename: (from: string, to: string) => renameSync(join(box.folder, from), join(box.folder, to)),
    /** Lets a link lead elsewhere, in one step. */
    lead(name: string, to: string) {
      symlinkSync(to, join(box.home, 'new link'))
      renameSync(join(box.home, 'new link'), join(box.folder, name))
    },
    names: () => readdirSync(box.folder).filter((name) => !name.startsWith('.')),
    async inDropbox() {
      return Object.keys(await cloud.listing()).filter((path) => !path.includes('/'))
    },
  }
}

for (const running of [true, false]) {
  const when = running ? 'while the agent runs' : 'while the agent is stopped'

  test(`a link that is renamed ${when} is moved in Dropbox, with one call, and nothing is sent`, async (t) => {
    const { box, cloud, thesis, before, moves, sent, rename, inDropbox, names } = await linked(t)
    box.engine.select(excluding(box.store.selection(), '/thesis/figures'))
    await box.settle()
    writeFileSync(join(thesis, 'figures', 'of this box'), 'alone')
    if (!running) await box.stop()
    rename('thesis', 'PhD')
    if (!running) box.start()
    await box.settle()
    t.deepEqual(moves, ['/thesis -> /PhD'])
    t.is(sent(), 0)
    t.deepEqual(await cloud.listing('/PhD'), before.thesis)
    t.deepEqual(await inDropbox(), ['PhD', 'course'])
    t.deepEqual(names(), ['PhD', 'course'])
    t.deepEqual(box.engine.problems(), [])
    writeFileSync(join(thesis, 'more'), 'words')
    rmSync(join(thesis, 'notes'))
    await cloud.write('/PhD/chapters/two', 'and then')
    await box.settle()
    t.deepEqual(Object.keys(await cloud.listing('/PhD')), [
      ...['chapters', 'chapters/one', 'chapters/two', 'figures', 'figures/plot', 'more'],
    ])
    t.true(readdirSync(join(thesis, 'chapters')).includes('two'))
  })

  test(`two links that exchange their names ${when} exchange them in Dropbox, and nothing is sent or mixed`, async (t) => {
    const { box, cloud, before, sent, rename, inDropbox, names } = await linked(t)
    if (!running) await box.stop()
    rename('thesis', '.between')
    rename('course', 'thesis')
    rename('.between', 'course')
    if (!running) box.start()
    await box.settle()
    t.is(sent(), 0)
    t.deepEqual(await cloud.listing('/course'), before.thesis)
    t.deepEqual(await cloud.listing('/thesis'), before.course)
    t.deepEqual(await inDropbox(), ['course', 'thesis'])
    t.deepEqual(names(), ['course', 'thesis'])
  })

  test(`a linked folder that is moved ${when}, and its link led to it, goes on: what was deleted meanwhile is deleted`, async (t) => {
    const { box, cloud, thesis, lead, moves, sent } = await linked(t)
    await box.stop()
    const moved = join(box.home, 'workspace', 'phd')
    rmSync(join(thesis, 'notes'))
    writeFileSync(join(thesis, 'chapters', 'one'), 'it was')
    renameSync(thesis, moved)
    if (running) {
      box.start()
      await box.reach('halted')
    }
    lead('thesis', moved)
    if (!running) box.start()
    await box.settle()
    t.is(sent(), 'it was'.length)
    t.deepEqual(moves, [])
    t.deepEqual(Object.keys(await cloud.listing('/thesis')), inThesis.slice(0, -1))
    t.deepEqual(await cloud.listing('/thesis'), listing(moved))
  })
}

test('links that exchange their targets exchange their names in Dropbox', async (t) => {
  const { box, cloud, thesis, course, lead, before, sent } = await linked(t)
  await box.stop()
  lead('course', thesis)
  lead('thesis', course)
  box.start()
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(await cloud.listing('/course'), before.thesis)
  t.deepEqual(await cloud.listing('/thesis'), before.course)
})

test('a link that takes the name of another one, which takes a new one, is moved after it', async (t) => {
  const { box, cloud, rename, before, sent, moves } = await linked(t)
  rename('course', 'old course')
  rename('thesis', 'course')
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(moves.toSorted(), ['/course -> /old course', '/thesis -> /course'])
  t.deepEqual(await cloud.listing('/course'), before.thesis)
  t.deepEqual(await cloud.listing('/old course'), before.course)
})

test('a folder and its link that get a new name together are moved in Dropbox', async (t) => {
  const { box, cloud, thesis, before, sent, moves } = await linked(t, [])
  await box.stop()
  const moved = join(box.home, 'workspace', 'phd')
  renameSync(thesis, moved)
  rmSync(join(box.folder, 'thesis'))
  symlinkSync(moved, join(box.folder, 'phd'))
  box.start()
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(moves, ['/thesis -> /phd'])
  t.deepEqual(await cloud.listing('/phd'), before.thesis)
})

test('a link that is renamed to what Dropbox has is united with that, and nothing is lost on either side', async (t) => {
  const { box, cloud, thesis, rename, before, sent } = await linked(t, [])
  await cloud.write('/phd/notes', 'other notes')
  await cloud.write('/phd/only there', 'there')
  await box.settle()
  rename('thesis', 'phd')
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(await cloud.listing('/thesis'), before.thesis)
  t.deepEqual(await cloud.listing('/phd'), listing(thesis))
  t.is(Object.keys(listing(thesis)).length, inThesis.length + 2)
  t.is(readFileSync(join(thesis, 'notes'), 'utf8'), 'other notes')
})

test('what Dropbox does not want to move for a link that was renamed is copied there, and the old name stays', async (t) => {
  const { box, cloud, before, rename, sent, moves, names } = await linked(t, undefined, {
    reason: 'too-many-files',
  })
  rename('thesis', 'phd')
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(moves, ['/thesis -> /phd'])
  t.deepEqual(await cloud.listing('/phd'), before.thesis)
  t.deepEqual(await cloud.listing('/thesis'), before.thesis)
  t.deepEqual(names(), ['course', 'phd'])
  t.deepEqual(box.engine.problems(), [])
  t.is(box.store.count('synced', '/thesis').files, 0)
  box.engine.select(including(box.store.selection(), '/thesis'))
  await box.settle()
  t.deepEqual(await cloud.listing('/thesis'), before.thesis)
  t.deepEqual(listing(join(box.folder, 'thesis')), before.thesis)
})

test('what is included again while it is copied for a link that was renamed is not deleted', async (t) => {
  const { box, cloud, before, rename } = await linked(t, undefined, { reason: 'too-many-files' })
  rename('thesis', 'phd')
  await box.told('link', '/phd')
  box.engine.select(including(box.store.selection(), '/thesis'))
  await box.settle()
  t.deepEqual(await cloud.listing('/thesis'), before.thesis)
  t.deepEqual(await cloud.listing('/phd'), before.thesis)
  t.deepEqual(listing(join(box.folder, 'thesis')), before.thesis)
})

test('a link that is renamed in Dropbox and otherwise here gets the name that it has here', async (t) => {
  const { box, cloud, rename, before, sent, inDropbox } = await linked(t)
  await box.stop()
  await cloud.move('/thesis', '/dissertation')
  rename('thesis', 'phd')
  box.start()
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(await inDropbox(), ['course', 'phd'])
  t.deepEqual(await cloud.listing('/phd'), before.thesis)
})

test('a link that is renamed in Dropbox and the same way here goes on under that name', async (t) => {
  const { box, cloud, rename, before, sent, moves } = await linked(t)
  await box.stop()
  await cloud.move('/thesis', '/phd')
  rename('thesis', 'phd')
  box.start()
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(moves, [])
  t.deepEqual(await cloud.listing('/phd'), before.thesis)
})

test('a folder that was deleted in Dropbox while its link was renamed here goes up under the new name', async (t) => {
  const { box, cloud, rename, before, thesis } = await linked(t)
  await box.stop()
  await cloud.delete('/thesis')
  rename('thesis', 'phd')
  box.start()
  await box.settle()
  t.deepEqual(await cloud.listing('/phd'), before.thesis)
  t.deepEqual(await cloud.listing('/phd'), listing(thesis))
})

test('nothing is lost, sent or doubled wherever an agent is killed that follows a renamed link', async (t) => {
  const { box, cloud, thesis, rename, before, sent, inDropbox } = await linked(t)
  let name = 'thesis'
  for (let calls = 0; calls < 60; calls += 3) {
    const next = `phd ${calls}`
    rename(name, next)
    name = next
    await box.dieLooking(calls)
    box.start()
    t.deepEqual(listing(thesis), before.thesis)
  }
  await box.settle()
  t.is(sent(), 0)
  t.deepEqual(await inDropbox(), ['course', name])
  t.deepEqual(await cloud.listing(`/${name}`), before.thesis)
})
