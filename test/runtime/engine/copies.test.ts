import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox } from './test-box.ts'

/** A box with a folder of files that are in Dropbox. */
async function boxWith(
  t: ExecutionContext,
  files: number,
  options: Parameters<typeof createBox>[2] = {},
): Promise<{ readonly box: TestBox; readonly emulator: Emulator; readonly path: (name: string) => string }> {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator, options)
  box.start()
  await box.settle()
  const path = (name: string): string => join(box.folder, name)
  for (let index = 0; index < files; index++) {
    const folder = path(`original/f${index % 5}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${index}`), `content ${index} `.repeat(1 + (index % 40)))
  }
  await box.settle()
  return { box, emulator, path }
}

/** What was asked and moved since `before`. */
function since(emulator: Emulator, before: ReturnType<Emulator['stats']>) {
  const { routes, contentBytesUp, contentBytesDown } = emulator.stats()
  const calls = Object.fromEntries(
    Object.entries(routes)
      .map(([route, count]) => [route, count - (before.routes[route] ?? 0)] as const)
      .filter(([route, count]) => count > 0 && !route.includes('longpoll')),
  )
  const requests = Object.values(calls).reduce((sum, count) => sum + count, 0)
  return {
    ...{ calls, requests, up: contentBytesUp - before.contentBytesUp },
    down: contentBytesDown - before.contentBytesDown,
  }
}

for (const mode of ['sync', 'async'] as const)
  test(`a copied folder of 300 files that are in Dropbox takes a handful of requests and no content (${mode})`, async (t) => {
    const { box, emulator, path } = await boxWith(t, 300)
    emulator.configure({ batches: { mode } })
    const before = emulator.stats()
    cpSync(path('original'), path('copy'), { recursive: true })
    const times = statSync(path('copy/f1/1')).mtimeMs
    await box.settle()
    const { calls, requests, up, down } = since(emulator, before)
    t.deepEqual([up, down], [0, 0])
    t.is(calls['files/copy_batch_v2'], 1)
    t.true(requests <= 16, JSON.stringify(calls))
    t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
    t.is(statSync(path('copy/f1/1')).mtimeMs, times, 'the time here stays as it is')
    t.deepEqual(box.engine.problems(), [])
  })

test('a folder that is copied in Dropbox arrives without any content', async (t) => {
  const { box, emulator } = await boxWith(t, 300)
  const before = emulator.stats()
  await remoteSide(emulator).copy('/original', '/copy')
  await box.settle()
  const { calls, up, down } = since(emulator, before)
  t.deepEqual([up, down], [0, 0])
  t.is(calls['files/download_zip'] ?? calls['files/download'], undefined)
  const here = listing(box.folder)
  t.is(Object.keys(here).length, 2 * 306)
  t.deepEqual(here, await remoteSide(emulator).listing())
})

test('a file that is written while its folder is copied ends as it was written, here and there, original and copy', async (t) => {
  const cloud: { side?: ReturnType<typeof remoteSide> } = {}
  const { box, emulator, path } = await boxWith(t, 10, {
    between: (real) => ({
      ...real,
      async copyFiles(copies, signal) {
        await cloud.side?.write('/original/f1/1', 'edited by somebody else meanwhile')
        appendFileSync(path('original/f2/2'), ', edited here')
        appendFileSync(path('copy/f3/3'), ', and the copy too')
        return await real.copyFiles(copies, signal)
      },
    }),
  })
  cloud.side = remoteSide(emulator)
  const [one, two, three] = [1, 2, 3].map((n) => `content ${n} `.repeat(1 + n)) as [string, string, string]
  cpSync(path('original'), path('copy'), { recursive: true })
  await box.settle()
  const read = (name: string): string => readFileSync(path(name), 'utf8')
  t.is(read('original/f1/1'), 'edited by somebody else meanwhile')
  t.is(read('copy/f1/1'), one)
  t.is(read('original/f2/2'), `${two}, edited here`)
  t.is(read('copy/f2/2'), two)
  t.is(read('original/f3/3'), three)
  t.is(read('copy/f3/3'), `${three}, and the copy too`)
  t.deepEqual(listing(box.folder), await cloud.side.listing())
  t.is(Object.keys(listing(box.folder)).length, 2 * 16, 'no conflict copies')
})

test('where somebody put another file meanwhile, both are kept', async (t) => {
  let there: (() => Promise<void>) | undefined
  const { box, emulator, path } = await boxWith(t, 3, {
    between: (real) => ({
      ...real,
      async copyFiles(copies, signal) {
        await there?.()
        there = undefined
        return await real.copyFiles(copies, signal)
      },
    }),
  })
  const cloud = remoteSide(emulator)
  there = () => cloud.write('/copy', 'by somebody else')
  cpSync(path('original/f1/1'), path('copy'))
  await box.settle()
  t.is(readFileSync(path('copy'), 'utf8'), 'by somebody else')
  const copies = Object.entries(listing(box.folder)).filter(([name]) => name.includes('conflicted copy'))
  t.deepEqual(
    copies.map(([, content]) => content),
    [listing(box.folder)['original/f1/1']],
  )
  t.deepEqual(listing(box.folder), await cloud.listing())
})

test('what Dropbox does not copy is sent', async (t) => {
  let asked = 0
  const { box, emulator, path } = await boxWith(t, 4, {
    between: (real) => ({
      ...real,
      async copyFiles(copies) {
        asked += copies.length
        return copies.map(({ path }) => ({
          ok: false,
          refusal: path.endsWith('1')
            ? { reason: 'missing' }
            : { reason: 'unsupported', detail: 'no copies' },
        }))
      },
    }),
  })
  cpSync(path('original'), path('copy'), { recursive: true })
  await box.settle()
  t.is(asked, 4)
  t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
  t.deepEqual(box.engine.problems(), [])
})

test('what stands here with the wanted content is not trusted: it is fetched if it has another one by now', async (t) => {
  const { box, emulator, path } = await boxWith(t, 3)
  await box.stop()
  // An edit of the same length that nobody has seen yet.
  const { local } = box.store.get('/original/f1/1')
  if (local?.kind !== 'file') return t.fail()
  writeFileSync(path('original/f1/1'), 'CONTENT 1 '.repeat(2))
  const stats = statSync(path('original/f1/1'))
  const seen = { ...local, modified: stats.mtimeMs, changed: stats.ctimeMs, inode: stats.ino }
  box.store.setLocal('/original/f1/1', seen)
  const cloud = remoteSide(emulator)
  await cloud.copy('/original/f1/1', '/copy')
  const before = emulator.stats()
  box.start()
  await box.settle()
  t.is(readFileSync(path('copy'), 'utf8'), 'content 1 '.repeat(2))
  t.is(since(emulator, before).down, 20)
  t.deepEqual(
    Object.keys(listing(join(box.folder, '.dropbox.cache'))).filter((name) => name.startsWith('staging/')),
    [],
  )
  return undefined
})

test('a folder that is renamed after it was copied is moved, and only its copy is a copy', async (t) => {
  const { box, emulator, path } = await boxWith(t, 20)
  const before = emulator.stats()
  cpSync(path('original'), path('copy'), { recursive: true })
  renameSync(path('original'), path('renamed'))
  await box.settle()
  const { calls, up } = since(emulator, before)
  t.is(up, 0)
  t.is(calls['files/move_v2'], 1)
  t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
})
