import test from 'ava'
import { blockSumsOf } from '../../../../runtime/core/content-hash.ts'
import type { UploadRequest } from '../../../../runtime/ports/cloud.ts'
import { DiskError } from '../../../../runtime/ports/files.ts'
import {
  allDone,
  bytesOf,
  contents,
  emulatedDropbox,
  fileToUpload,
  memoryOfSessions,
  uploaded,
} from '../emulated-dropbox.ts'

const MiB = 1024 * 1024

function many(count: number, size: number, folder = ''): UploadRequest[] {
  return Array.from({ length: count }, (_, index) =>
    fileToUpload(`${folder}/file ${index}.txt`, bytesOf(size, index + 1)),
  )
}

function expected(requests: readonly UploadRequest[]): Record<string, string> {
  return Object.fromEntries(
    requests
      .map(({ path, hash }) => [path.toLowerCase(), hash] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )
}

test('a thousand small files go up in seven requests', async (t) => {
  const { cloud, emulator, routes } = await emulatedDropbox(t)
  const requests = many(1000, 2048)
  const results = await uploaded(cloud, requests)
  t.true(allDone(results.values(), requests.length))
  t.is(results.size, 1000)
  t.deepEqual(routes(), {
    'files/upload_session/start_batch': 1,
    'files/upload_session/append_batch': 5,
    'files/upload_session/finish_batch_v2': 1,
  })
  t.is(emulator.stats().requests, 7)
  t.deepEqual(await contents(cloud), expected(requests))
})

test('one small file goes up in one request', async (t) => {
  const { cloud, routes } = await emulatedDropbox(t)
  const request = fileToUpload('/Deep/Er/One.txt', bytesOf(5000, 1), { modified: 1_700_000_000_999 })
  const result = (await uploaded(cloud, [request])).get(request.path)
  t.like(result, {
    ok: true,
    value: { kind: 'file', name: 'One.txt', hash: request.hash, size: 5000, modified: 1_700_000_000_000 },
  })
  t.deepEqual(routes(), { 'files/upload': 1 })
})

test('files of every size arrive as they are, and each is counted byte by byte', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const sizes = [0, 0, 1, 100, 4 * MiB, 4 * MiB + 1, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 16 * MiB, 21 * MiB]
  const requests = sizes.map((size, index) => fileToUpload(`/size ${index}`, bytesOf(size, index + 1)))
  const progress = new Map<string, number>()
  const results = await uploaded(cloud, requests, {
    progress: (path, bytes) => progress.set(path, (progress.get(path) ?? 0) + bytes),
  })
  t.true(allDone(results.values(), requests.length))
  t.deepEqual(await contents(cloud), expected(requests))
  t.deepEqual(
    requests.map(({ path }) => progress.get(path) ?? 0),
    sizes,
  )
})

test('a large file goes up in parts, and nothing is remembered of it afterwards', async (t) => {
  const { cloud, routes } = await emulatedDropbox(t)
  const sessions = memoryOfSessions()
  const request = fileToUpload('/large', bytesOf(20 * MiB, 1))
  const results = await uploaded(cloud, [request], { sessions })
  t.like(results.get('/large'), { ok: true, value: { hash: request.hash } })
  t.deepEqual(routes(), {
    'files/upload_session/start': 1,
    'files/upload_session/append_v2': 5,
    'files/upload_session/finish_batch_v2': 1,
  })
  t.is(sessions.size, 0)
})

test('an upload that was killed goes on where it was', async (t) => {
  const dropbox = await emulatedDropbox(t)
  const { emulator, another } = dropbox
  const content = bytesOf(40 * MiB, 1)
  const sessions = memoryOfSessions()
  const controller = new AbortController()
  let sent = 0
  emulator.configure({ latency: { content: 20 } })
  await t.throwsAsync(
    uploaded(another(), [fileToUpload('/large', content)], {
      sessions,
      signal: controller.signal,
      progress: (_, bytes) => {
        sent += bytes
        if (sent >= 33 * MiB) controller.abort()
      },
    }),
    { code: 'aborted' },
  )
  t.is(sessions.size, 1)
  const before = emulator.stats().contentBytesUp
  const results = await uploaded(another(), [fileToUpload('/large', content)], { sessions })
  t.like(results.get('/large'), { ok: true })
  t.true(emulator.stats().contentBytesUp - before < content.length)
  t.is(dropbox.routes()['files/upload_session/start'], 1)
  t.deepEqual(await contents(another()), expected([fileToUpload('/large', content)]))
})

test('a session that Dropbox has forgotten is replaced', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const request = fileToUpload('/large', bytesOf(20 * MiB, 1))
  const kept: Record<string, { session: string; offset: number; startedAt: number }> = {}
  const sessions = {
    get: (key: string) =>
      kept[key] ?? { session: 'pid_upload_session:gone', offset: 8 * MiB, startedAt: Date.now() - 1000 },
    put: (key: string, value: { session: string; offset: number; startedAt: number }) => {
      kept[key] = value
    },
    delete: (key: string) => {
      kept[key] = { session: '', offset: 0, startedAt: 0 }
    },
  }
  const results = await uploaded(cloud, [request], { sessions })
  t.like(results.get('/large'), { ok: true, value: { hash: request.hash } })
  t.deepEqual(await contents(cloud), expected([request]))
})

test('small and large files go side by side', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const requests = [
    ...many(50, 1000),
    ...[1, 2, 3].map((n) => fileToUpload(`/large ${n}`, bytesOf(9 * MiB, n))),
  ]
  const results = await uploaded(cloud, requests)
  t.true(allDone(results.values(), requests.length))
  t.deepEqual(await contents(cloud), expected(requests))
})

for (const count of [1, 3])
  test(`${count} files replace only the revision they are to replace`, async (t) => {
    const { cloud } = await emulatedDropbox(t)
    const first = many(count, 100)
    const before = await uploaded(cloud, first)
    const revisions = first.map(({ path }) => {
      const result = before.get(path)
      return result?.ok && result.value.kind === 'file' ? result.value.rev : ''
    })
    const second = first.map(({ path }, index) =>
      fileToUpload(path, bytesOf(200, index + 100), { over: revisions[index] ?? '' }),
    )
    t.true(allDone((await uploaded(cloud, second)).values(), count))
    const stale = first.map(({ path }, index) =>
      fileToUpload(path, bytesOf(300, index + 200), { over: revisions[index] ?? '' }),
    )
    for (const result of (await uploaded(cloud, stale)).values())
      t.deepEqual(result, { ok: false, refusal: { reason: 'conflict' } })
    const blind = first.map(({ path }, index) => fileToUpload(path, bytesOf(300, index + 300)))
    for (const result of (await uploaded(cloud, blind)).values())
      t.deepEqual(result, { ok: false, refusal: { reason: 'conflict' } })
    t.deepEqual(await contents(cloud), expected(second))
  })

for (const count of [1, 3])
  test(`${count} files that are in Dropbox already are as good as uploaded`, async (t) => {
    const { cloud } = await emulatedDropbox(t)
    const requests = many(count, 100)
    await uploaded(cloud, requests)
    const results = await uploaded(cloud, requests)
    t.true(allDone(results.values(), requests.length))
    t.is(results.size, count)
  })

test('a file that changes while it is read is not committed, and the others are', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const [first, ...rest] = many(4, 100)
  const large = fileToUpload('/large', bytesOf(9 * MiB, 1))
  if (first === undefined) throw new Error('none')
  const requests: UploadRequest[] = [
    // Other bytes than were hashed.
    { ...first, open: fileToUpload('/x', bytesOf(100, 99)).open },
    // Fewer bytes.
    { ...fileToUpload('/short', bytesOf(100, 1)), open: fileToUpload('/x', bytesOf(50, 1)).open },
    { ...large, open: fileToUpload('/x', bytesOf(9 * MiB, 2)).open },
    // The right bytes of what is another file by now.
    {
      ...fileToUpload('/replaced', bytesOf(100, 1)),
      open: async () => ({
        ...(await fileToUpload('/x', bytesOf(100, 1)).open()),
        unchanged: async () => false,
      }),
    },
    ...rest,
  ]
  const results = await uploaded(cloud, requests)
  for (const path of [first.path, '/short', '/large', '/replaced'])
    t.deepEqual(results.get(path), { ok: false, refusal: { reason: 'changed-while-read' } })
  t.deepEqual(await contents(cloud), expected(rest))
})

test('every source is closed, also when something goes wrong', async (t) => {
  const { cloud, emulator } = await emulatedDropbox(t)
  let open = 0
  const counted = (request: UploadRequest): UploadRequest => ({
    ...request,
    open: async () => {
      open++
      const source = await request.open()
      return {
        ...source,
        close: async () => {
          open--
        },
      }
    },
  })
  emulator.configure({ faults: [{ route: 'files/upload_session/append_*', kind: '500', skip: 1 }] })
  const requests = [...many(500, 100), fileToUpload('/large', bytesOf(30 * MiB, 1))].map(counted)
  await t.throwsAsync(uploaded(cloud, requests), { code: 'offline' })
  t.is(open, 0)
})

test('an unreadable file stops nobody else', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const requests = many(5, 100)
  const unreadable = {
    ...fileToUpload('/no', bytesOf(10, 1)),
    open: () => Promise.reject(new Error('EACCES')),
  }
  const results = await uploaded(cloud, [...requests, unreadable])
  t.like(results.get('/no'), { ok: false, refusal: { reason: 'unreadable' } })
  t.deepEqual(await contents(cloud), expected(requests))
})

test('a name that Dropbox refuses stops nobody else', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const requests = many(5, 100)
  const odd = ['/a/../b', '/.dropbox', '/x/', `/${'n'.repeat(300)}`, '//', 'relative'].map((path, index) =>
    fileToUpload(path, bytesOf(10, index)),
  )
  const results = await uploaded(cloud, [...requests, ...odd])
  for (const { path } of odd)
    t.like(results.get(path), { ok: false, refusal: { reason: 'name-refused' } }, path)
  t.deepEqual(await contents(cloud), expected(requests))
})

test('a full Dropbox refuses each file for itself', async (t) => {
  const { another, emulator } = await emulatedDropbox(t)
  const account = emulator.createAccount({ quota: 5000 })
  const { access_token } = emulator.issueToken({ account: account.id })
  const { secret } = await import('../../../../runtime/cloud/sign-in/secret.ts')
  const cloud = another({
    credentials: { kind: 'temporary', access: { token: secret(access_token), expiresAt: undefined } },
  })
  const results = await uploaded(cloud, many(10, 1000))
  const refusals = [...results.values()].flatMap((result) => (result.ok ? [] : [result.refusal.reason]))
  t.is(results.size, 10)
  t.true(refusals.length >= 5)
  t.deepEqual(new Set(refusals), new Set(['no-space']))
})

test('who stops iterating stops the upload', async (t) => {
  const { cloud, routes } = await emulatedDropbox(t)
  const options = { signal: new AbortController().signal, sessions: memoryOfSessions() }
  for await (const _ of cloud.upload(many(3000, 10), options)) break
  const calls = routes()['files/upload_session/finish_batch_v2'] ?? 0
  t.true(calls >= 1 && calls <= 2)
})

test('what arrived beyond a gap is not sent again either', async (t) => {
  const { cloud, another } = await emulatedDropbox(t)
  const content = bytesOf(60 * MiB, 1)
  const request = fileToUpload('/large', content)
  const sessions = memoryOfSessions()
  const controller = new AbortController()
  const stopped = uploaded(cloud, [request], {
    sessions: {
      ...sessions,
      put(key, value) {
        const { session, startedAt } = value
        sessions.put(key, { session, startedAt, offset: 8 * MiB, beyond: [[16 * MiB, 32 * MiB]] })
        // By now the bytes up to there are in the session, and what is told of them might as well have come in this order.
        if (value.offset >= 32 * MiB) controller.abort()
      },
    },
    signal: controller.signal,
  })
  await t.throwsAsync(stopped)
  let again = 0
  const results = await uploaded(another(), [request], {
    sessions,
    progress: (_, bytes) => {
      again += bytes
    },
  })
  t.true(results.get('/large')?.ok)
  t.is(again, (60 - 8 - 16) * MiB)
  t.deepEqual(await contents(cloud), expected([request]))
})

test('with the sums of its blocks a file is read once, and what is there already not at all', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const content = bytesOf(20 * MiB, 1)
  const request = { ...fileToUpload('/large', content), sums: Buffer.concat(blockSumsOf(content)) }
  const read: number[] = []
  const watched: UploadRequest = {
    ...request,
    open: async () => ({
      ...(await request.open()),
      read: async (offset, length) => {
        read.push(offset)
        return content.subarray(offset, offset + length)
      },
    }),
  }
  t.true((await uploaded(cloud, [watched])).get('/large')?.ok)
  t.deepEqual(
    read.toSorted((one, other) => one - other),
    Array.from({ length: 40 }, (_, index) => index * (MiB / 2)),
  )
  t.deepEqual(await contents(cloud), expected([request]))
})

for (const [what, fails, reason] of [
  ['cannot be read', () => new DiskError('io', '/large', { errno: 'EIO' }), 'unreadable'],
  ['is cut off', () => new DiskError('changed-while-read', '/large'), 'changed-while-read'],
] as const)
  test(`a file that ${what} while it is sent with its sums is told as that, and not tried again`, async (t) => {
    const { cloud, routes } = await emulatedDropbox(t)
    const content = bytesOf(40 * MiB, 1)
    const request = { ...fileToUpload('/large', content), sums: Buffer.concat(blockSumsOf(content)) }
    const sessions = memoryOfSessions()
    const open = async () => ({
      ...(await request.open()),
      read: async (offset: number, length: number) => {
        if (offset >= 10 * MiB) throw fails()
        return content.subarray(offset, offset + length)
      },
    })
    const results = await uploaded(cloud, [{ ...request, open }], { sessions })
    t.like(results.get('/large'), { ok: false, refusal: { reason } })
    t.is(routes()['files/upload_session/finish_batch_v2'], undefined)
    t.is(sessions.size, 0)
  })

test('a file that is another one after its last byte was sent with its sums is not committed', async (t) => {
  const { cloud, routes } = await emulatedDropbox(t)
  const content = bytesOf(20 * MiB, 1)
  const request = { ...fileToUpload('/large', content), sums: Buffer.concat(blockSumsOf(content)) }
  let isChanged = false
  const open = async () => ({
    ...(await request.open()),
    read: async (offset: number, length: number) => {
      if (offset + length === content.length) isChanged = true
      return content.subarray(offset, offset + length)
    },
    unchanged: async () => !isChanged,
  })
  const sessions = memoryOfSessions()
  const results = await uploaded(cloud, [{ ...request, open }], { sessions })
  t.deepEqual(results.get('/large'), { ok: false, refusal: { reason: 'changed-while-read' } })
  t.is(routes()['files/upload_session/finish_batch_v2'], undefined)
  t.is(sessions.size, 0)
})

test('bytes that are not those of the sums are refused by Dropbox, and nothing is committed', async (t) => {
  const { cloud, routes } = await emulatedDropbox(t)
  const content = bytesOf(20 * MiB, 1)
  const request = { ...fileToUpload('/large', content), sums: Buffer.concat(blockSumsOf(content)) }
  // Changed in a way that its times do not show.
  const changed = content.slice()
  changed[10 * MiB] = 1 + (changed[10 * MiB] ?? 0)
  const sessions = memoryOfSessions()
  const results = await uploaded(cloud, [{ ...request, open: fileToUpload('/large', changed).open }], {
    sessions,
  })
  t.deepEqual(results.get('/large'), { ok: false, refusal: { reason: 'changed-while-read' } })
  t.is(routes()['files/upload_session/finish_batch_v2'], undefined)
  t.is(sessions.size, 0)
})

test('sums of another content count for nothing', async (t) => {
  const { cloud } = await emulatedDropbox(t)
  const content = bytesOf(20 * MiB, 1)
  const request = {
    ...fileToUpload('/large', content),
    sums: Buffer.concat(blockSumsOf(bytesOf(20 * MiB, 2))),
  }
  t.true((await uploaded(cloud, [request])).get('/large')?.ok)
  t.deepEqual(await contents(cloud), expected([request]))
})
