import test from 'ava'
import type { Emulator } from '../../../emulator/server.ts'
import {
  allDone,
  bytesOf,
  contents,
  emulatedDropbox,
  fileToUpload,
  listed,
  memoryOfSessions,
  uploaded,
} from './emulated-dropbox.ts'

const MiB = 1024 * 1024

type Fault = NonNullable<Parameters<Emulator['configure']>[0]['faults']>[number]

/** Strikes three calls in ten; a token, which is renewed only once for a call, never twice running. */
function often(fault: Omit<Fault, 'route'>): Fault[] {
  if (fault.kind !== 'expired_token') return [{ ...fault, route: 'files/*', probability: 0.3 }]
  return [0, 9, 18, 27, 36].map((skip) => ({ ...fault, route: 'files/*', skip, count: 1 }))
}

/** Faults that pass: whatever is struck by them, everything must come through as if nothing had been. */
const passing = [
  { kind: '429' },
  { kind: '429', retryAfter: null, body: 'text' },
  { kind: '500' },
  { kind: '503', retryAfter: 2 },
  { kind: 'reset' },
  { kind: 'lost' },
  { kind: 'truncate' },
  { kind: 'too_many_write_operations', retryAfter: null },
  { kind: 'expired_token' },
  { kind: 'bad_json' },
] as const

for (const fault of passing) {
  const name = Object.entries(fault)
    .map(([key, value]) => (key === 'kind' ? value : `${key} ${value}`))
    .join(', ')

  test(`uploads come through ${name}`, async (t) => {
    const { cloud, emulator } = await emulatedDropbox(t)
    emulator.configure({ faults: often(fault) })
    const requests = [
      ...Array.from({ length: 30 }, (_, index) => fileToUpload(`/f/${index}`, bytesOf(1000, index))),
      fileToUpload('/large', bytesOf(17 * MiB, 1)),
    ]
    const sessions = memoryOfSessions()
    const results = await uploaded(cloud, requests, { sessions })
    const single = await uploaded(cloud, [fileToUpload('/single', bytesOf(10, 1))], { sessions })
    t.deepEqual(
      [...results.values(), ...single.values()].filter(({ ok }) => !ok),
      [],
    )
    emulator.configure({ faults: [] })
    t.deepEqual(
      Object.values(await contents(cloud)).toSorted(),
      [...requests, fileToUpload('/single', bytesOf(10, 1))].map(({ hash }) => hash).toSorted(),
    )
  })

  test(`folders, moves and deletions come through ${name}`, async (t) => {
    const { cloud, emulator } = await emulatedDropbox(t)
    const files = Array.from({ length: 6 }, (_, index) => fileToUpload(`/${index}`, bytesOf(100, index)))
    const before = await uploaded(cloud, files)
    emulator.configure({
      faults: often(fault),
      batches: { mode: 'async', pendingPolls: 2 },
    })
    const folders = await cloud.createFolders(['/a/b/c', '/a', '/a/b', '/d', '/empty/er'])
    t.deepEqual(
      folders.map((result) => (result.ok ? result.value.name : result.refusal)),
      ['c', 'a', 'b', 'd', 'er'],
    )
    t.like(await cloud.move('/0', '/a/moved'), { ok: true, value: { name: 'moved' } })
    t.like(await cloud.move('/d', '/a/d'), { ok: true, value: { kind: 'folder' } })
    const doomed = files.slice(2).map(({ path }) => {
      const result = before.get(path)
      return { path, rev: result?.ok && result.value.kind === 'file' ? result.value.rev : '' }
    })
    t.true(allDone(await cloud.deleteFiles(doomed), doomed.length))
    t.like(await cloud.deleteEmptyFolder('/empty'), { ok: true })
    t.deepEqual(await cloud.deleteEmptyFolder('/a'), { ok: false, refusal: { reason: 'conflict' } })
    emulator.configure({ faults: [] })
    t.deepEqual([...(await listed(cloud)).keys()].toSorted(), [
      '/1',
      '/a',
      '/a/b',
      '/a/b/c',
      '/a/d',
      '/a/moved',
    ])
  })

  test(`listings and downloads come through ${name}`, async (t) => {
    const { cloud, emulator } = await emulatedDropbox(t)
    const content = bytesOf(3 * MiB, 7)
    await uploaded(cloud, [
      fileToUpload('/big', content),
      ...Array.from({ length: 9 }, (_, index) => fileToUpload(`/${index}`, bytesOf(10, index))),
    ])
    emulator.configure({
      faults: often(fault),
      pages: { forced: 1, empty: true },
    })
    const tree = await listed(cloud)
    t.is(tree.size, 10)
    const file = tree.get('/big')
    if (file?.kind !== 'file') return t.fail()
    for (let times = 0; times < 5; times++) {
      const chunks: Uint8Array[] = []
      const result = await cloud.download(
        { path: '/big', file, offset: 0 },
        async (chunk) => void chunks.push(chunk.slice()),
        { signal: new AbortController().signal },
      )
      t.deepEqual(result, { ok: true, value: null })
      t.true(Buffer.concat(chunks).equals(content))
    }
    return undefined
  })
}

test('a server that lets calls hang is waited for, and asked again', async (t) => {
  const { another, emulator } = await emulatedDropbox(t)
  const cloud = another({ silence: 1500 })
  emulator.configure({ faults: [{ route: 'files/*', kind: 'timeout', count: 2 }] })
  const request = fileToUpload('/a', bytesOf(100, 1))
  t.like((await uploaded(cloud, [request])).get('/a'), { ok: true })
})

test('a lost commit of many files is found to have been made', async (t) => {
  const { cloud, emulator, routes } = await emulatedDropbox(t)
  emulator.configure({ faults: [{ route: 'files/upload_session/finish_batch_v2', kind: 'lost', count: 1 }] })
  const requests = Array.from({ length: 40 }, (_, index) => fileToUpload(`/${index}`, bytesOf(10, index)))
  const results = await uploaded(cloud, requests)
  t.true(allDone(results.values(), 40))
  t.is(routes()['files/upload_session/append_batch'], 1)
  t.is(routes()['files/upload'], undefined)
})

test('a file that was damaged on the way is sent again before anyone can have it', async (t) => {
  const { cloud, emulator, routes } = await emulatedDropbox(t)
  emulator.configure({ faults: [{ route: 'files/upload', kind: 'wrong_hash', count: 1 }] })
  const request = fileToUpload('/a', bytesOf(100, 1))
  t.like((await uploaded(cloud, [request])).get('/a'), { ok: true, value: { hash: request.hash } })
  t.is(routes()['files/upload'], 2)
})

test('a commit that answers with another content is made again', async (t) => {
  const { cloud, emulator } = await emulatedDropbox(t)
  emulator.configure({
    faults: [{ route: 'files/upload_session/finish_batch_v2', kind: 'wrong_hash', count: 1 }],
  })
  const requests = [...Array(5).keys()].map((index) => fileToUpload(`/${index}`, bytesOf(10, index)))
  const results = await uploaded(cloud, [...requests, fileToUpload('/large', bytesOf(9 * MiB, 1))])
  t.deepEqual(
    [...results.values()].filter(({ ok }) => !ok),
    [],
  )
})

test('a token that ends in the middle of an upload is renewed', async (t) => {
  const { cloud, emulator, control, routes } = await emulatedDropbox(t)
  emulator.configure({ tokens: { accessTokenLifetime: 1 } })
  await control('POST', 'tokens/expire')
  const requests = Array.from({ length: 500 }, (_, index) => fileToUpload(`/${index}`, bytesOf(10, index)))
  const results = await uploaded(cloud, [...requests, fileToUpload('/large', bytesOf(33 * MiB, 1))])
  t.true(allDone(results.values(), 501))
  t.true((routes()['oauth2/token'] ?? 0) >= 1)
})

test('a limit on calls is kept within, and everything comes through', async (t) => {
  const { cloud, emulator } = await emulatedDropbox(t)
  await uploaded(
    cloud,
    Array.from({ length: 60 }, (_, index) => fileToUpload(`/${index}`, bytesOf(100, index))),
  )
  const files = [...(await listed(cloud)).values()]
  emulator.configure({ rateLimit: { calls: 10, window: 10_000, retryAfter: null, body: 'text' } })
  const results = await Promise.all(
    files.map(async (file) =>
      file.kind === 'file'
        ? cloud.download({ path: `/${file.name}`, file, offset: 0 }, async () => {}, {
            signal: new AbortController().signal,
          })
        : undefined,
    ),
  )
  t.true(results.length > 0 && results.every((result) => result?.ok))
})

test('a reset of the cursor is said, and a new listing finds everything', async (t) => {
  const { cloud, control } = await emulatedDropbox(t)
  await uploaded(cloud, [fileToUpload('/a', bytesOf(1, 1))])
  const { cursor } = await cloud.changes(undefined)
  await control('POST', 'cursors/reset')
  await t.throwsAsync(cloud.changes(cursor), { code: 'cursor-reset' })
  t.is((await listed(cloud)).size, 1)
})

test('a download that brings other bytes is left for its hash to tell', async (t) => {
  const { cloud, emulator } = await emulatedDropbox(t)
  const content = bytesOf(1000, 1)
  await uploaded(cloud, [fileToUpload('/a', content)])
  const file = (await listed(cloud)).get('/a')
  if (file?.kind !== 'file') return t.fail()
  emulator.configure({ faults: [{ route: 'files/download', kind: 'wrong_hash', count: 1 }] })
  const download = (): ReturnType<typeof cloud.download> =>
    cloud.download({ path: '/a', file, offset: 0 }, async () => {}, {
      signal: new AbortController().signal,
    })
  t.deepEqual(await download(), { ok: false, refusal: { reason: 'conflict' } })
  t.deepEqual(await download(), { ok: true, value: null })
  return undefined
})
