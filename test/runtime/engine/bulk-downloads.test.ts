import { mkdirSync, readdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { CloudError } from '../../../runtime/ports/cloud.ts'
import { DiskError } from '../../../runtime/ports/files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { gate } from './gate.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

type Emulator = Awaited<ReturnType<typeof emulatorFor>>

async function routes(emulator: Emulator): Promise<Record<string, number>> {
  const answer = await fetch(`${emulator.url}/emulator/stats`)
  return ((await answer.json()) as { routes: Record<string, number> }).routes
}

/** Many small files by somebody else, `each` in each of `folders`. */
async function manyFiles(emulator: Emulator, folders: number, each: number): Promise<void> {
  const cloud = remoteSide(emulator)
  for (let folder = 0; folder < folders; folder++)
    await Promise.all(
      Array.from({ length: each }, (_, file) =>
        cloud.write(`/Many/f${folder}/${file}`, `content ${folder} ${file} `.repeat(file % 7)),
      ),
    )
}

test('1,000 small files in 50 folders come down in at most 30 requests', async (t) => {
  const emulator = await emulatorFor(t)
  emulator.configure({ writeLock: { enabled: false } })
  await manyFiles(emulator, 50, 20)
  await fetch(`${emulator.url}/emulator/stats/reset`, { method: 'POST' })
  const box = createBox(t, emulator)
  box.start()
  await box.settle()
  const called = await routes(emulator)
  t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
  t.is(called['files/download'], undefined)
  t.is(called['files/download_zip'], 1)
  const requests = Object.values(called).reduce((sum, count) => sum + count, 0)
  t.true(requests <= 30, JSON.stringify(called))
})

for (const [what, faults] of [
  ['refused', [{ route: 'files/download_zip', kind: 'cursor_reset' }]],
  ['broken off', [{ route: 'files/download_zip', kind: 'truncate', count: 1 }]],
  ['damaged', [{ route: 'files/download_zip', kind: 'wrong_bytes' }]],
] as const)
  test(`a folder whose zip is ${what} comes down all the same`, async (t) => {
    const emulator = await emulatorFor(t)
    await manyFiles(emulator, 2, 10)
    emulator.configure({ faults: [...faults] })
    const box = createBox(t, emulator)
    box.start()
    await box.settle()
    t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
    t.deepEqual(box.engine.problems(), [])
  })

test('a folder that Dropbox refuses once is not asked for again, and its new files come by themselves', async (t) => {
  const emulator = await emulatorFor(t)
  await manyFiles(emulator, 1, 10)
  emulator.configure({ faults: [{ route: 'files/download_zip', kind: 'cursor_reset', count: 1 }] })
  const box = createBox(t, emulator)
  box.start()
  await box.settle()
  const cloud = remoteSide(emulator)
  for (let file = 0; file < 100; file++) await cloud.write(`/Many/f0/new ${file}`, `${file}`)
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.is((await routes(emulator))['files/download_zip'], 1)
})

test('a file that changes in Dropbox while its folder comes down comes in its new state', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await manyFiles(emulator, 1, 12)
  let changed = false
  const box = createBox(t, emulator, {
    between: (real) => ({
      ...real,
      async downloadFolder(request, take, options) {
        if (!changed) await cloud.write('/Many/f0/5', 'CONTENT 0 5 '.repeat(5))
        changed = true
        return real.downloadFolder(request, take, options)
      },
    }),
  })
  box.start()
  await box.settle()
  t.true(changed)
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.deepEqual(Object.keys(listing(join(box.folder, 'Many', 'f0'))).length, 12)
})

test('a server that cannot do it for a whole folder, over and over, does it for each file', async (t) => {
  const emulator = await emulatorFor(t)
  await manyFiles(emulator, 1, 12)
  let asked = 0
  const box = createBox(t, emulator, {
    between: (real) => ({
      ...real,
      async downloadFolder() {
        asked++
        throw new CloudError('offline', 'Dropbox answered with status 500')
      },
    }),
  })
  box.start()
  await box.settle()
  t.is(asked, 2)
  t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
})

test('what the plan no longer wants is not placed, and a folder that nobody wants any more is called off', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await manyFiles(emulator, 1, 12)
  const began = gate()
  const ended = Promise.withResolvers<unknown>()
  const box = createBox(t, emulator, {
    between: (real) => ({
      ...real,
      async downloadFolder(request, take, options) {
        const aborted = new Promise<void>((resolve) => {
          options.signal.addEventListener('abort', () => resolve())
        })
        await began.pass()
        await aborted
        const result = await real.downloadFolder(request, take, options).catch((error: unknown) => error)
        ended.resolve(result)
        throw result
      },
    }),
  })
  box.start()
  await began.reached
  await cloud.delete('/Many')
  began.open()
  await box.engine.rescan()
  t.like(await ended.promise, { code: 'aborted' })
  await box.settle()
  t.deepEqual(readdirSync(box.folder), ['.dropbox.cache'])
})

test('the files of one folder that come in one piece are put in their places together: it is flushed once, and they are recorded in one transaction', async (t) => {
  const emulator = await emulatorFor(t)
  await manyFiles(emulator, 1, 30)
  const flushed: string[] = []
  const changes = new Set<number>()
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === 'folder.sync') flushed.push(path)
    // Whenever a file is given its place: how much is recorded by then.
    if (name === 'link' && path.includes('/staging/')) changes.add(box.store.count('synced', '/many').files)
  })
  const box = createBox(t, emulator, { files })
  box.start()
  await box.settle()
  t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
  t.is(flushed.filter((path) => path === join(box.folder, 'Many', 'f0')).length, 1)
  t.deepEqual([...changes], [0])
})

test('a file that cannot be put in its place does not keep those beside it from theirs', async (t) => {
  const emulator = await emulatorFor(t)
  await manyFiles(emulator, 1, 12)
  const failing = new Set(['/5', '/7'])
  let linked = 0
  const files = hookedFiles(nodeFiles(), ({ name, path, arguments: [, to] }) => {
    if (name !== 'link' || !path.includes('/staging/')) return
    for (const end of failing) {
      if (typeof to !== 'string' || !to.endsWith(end)) continue
      failing.delete(end)
      throw new DiskError(end === '/5' ? 'io' : 'no-space', to)
    }
    linked++
  })
  const box = createBox(t, emulator, { files })
  box.start()
  await Promise.all(
    [0, 1, 2, 3, 4, 6, 8, 9, 10, 11].map((file) => box.told('downloaded', `/Many/f0/${file}`)),
  )
  t.is(linked, 10)
  await box.settle()
  t.deepEqual(listing(box.folder), await remoteSide(emulator).listing())
})

test('what a person writes into a file that came, and is seen before that is recorded, is sent', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await manyFiles(emulator, 2, 12)
  const [first, last] = [gate(), gate()]
  let landed = 0
  const files = hookedFiles(nodeFiles(), async ({ name, path, arguments: [, to] }) => {
    if (name !== 'link' || !path.includes('/staging/')) return
    // What is in the one folder is recorded with what is in the other.
    if (readlinkSync(dirname(String(to))).endsWith('/f1')) await last.pass()
    else if (++landed === 12) first.open()
  })
  const box = createBox(t, emulator, { files })
  box.start()
  await Promise.all([first.pass(), last.reached])
  const place = join(box.folder, 'Many', 'f0', '3')
  writeFileSync(place, 'by a person')
  await box.engine.rescan()
  last.open()
  await box.told('uploaded', '/Many/f0/3')
  t.is(String(await cloud.read('/Many/f0/3')), 'by a person')
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.is(Object.keys(listing(box.folder)).length, 2 * 12 + 3)
})

test('what lands in a folder that was moved away meanwhile is not taken for deleted in the new one', async (t) => {
  const emulator = await emulatorFor(t)
  const cloud = remoteSide(emulator)
  await manyFiles(emulator, 1, 12)
  const before = Object.keys(await cloud.listing())
  let landed = 0
  const files = hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name !== 'link' || !path.includes('/staging/') || ++landed !== 3) return
    const folder = join(box.folder, 'Many', 'f0')
    renameSync(folder, join(box.home, 'elsewhere'))
    mkdirSync(folder)
  })
  const box = createBox(t, emulator, { files })
  box.start()
  await box.settle()
  t.deepEqual(Object.keys(await cloud.listing()), before)
  t.deepEqual(listing(box.folder), await cloud.listing())
})
