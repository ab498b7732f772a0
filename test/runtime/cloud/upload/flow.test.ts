import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { createByteBudget } from '../../../../runtime/cloud/upload/byte-budget.ts'
import { createChannel } from '../../../../runtime/cloud/upload/channel.ts'
import { commitInfo, dropboxTime } from '../../../../runtime/cloud/upload/commit-info.ts'
import { each } from '../../../../runtime/cloud/upload/each.ts'
import { bodyProgress } from '../../../../runtime/cloud/upload/progress.ts'
import { sessionMemory } from '../../../../runtime/cloud/upload/session-memory.ts'
import type { OpenSession, SessionMemory } from '../../../../runtime/ports/cloud.ts'

const never = new AbortController().signal

test('no more bytes are out than the budget holds', async (t) => {
  const budget = createByteBudget(100)
  let out = 0
  await each([40, 70, 30, 30, 100, 250, 1, 99], 8, async (bytes) => {
    const giveBack = await budget.take(bytes, never)
    out += bytes
    t.true(out <= 100 || out === bytes)
    await setImmediate()
    out -= bytes
    giveBack()
    giveBack()
  })
  t.is(out, 0)
})

test('who is called off while waiting for bytes keeps none', async (t) => {
  const budget = createByteBudget(10)
  const giveBack = await budget.take(10, never)
  const controller = new AbortController()
  const waiting = budget.take(5, controller.signal)
  controller.abort()
  await t.throwsAsync(waiting, { name: 'AbortError' })
  giveBack()
  ;(await budget.take(10, never))()
  t.pass()
})

test('a channel gives its values before the error that ends it', async (t) => {
  const channel = createChannel<number>()
  channel.push(1)
  channel.push(2)
  channel.end(new Error('end'))
  const taken: number[] = []
  await t.throwsAsync(
    async () => {
      for await (const value of channel) taken.push(value)
    },
    { message: 'end' },
  )
  t.deepEqual(taken, [1, 2])
})

test('a channel waits for values that come later', async (t) => {
  const channel = createChannel<number>()
  const taken = (async () => {
    const values: number[] = []
    for await (const value of channel) values.push(value)
    return values
  })()
  for (let value = 0; value < 5; value++) {
    await setImmediate()
    channel.push(value)
  }
  channel.end()
  t.deepEqual(await taken, [0, 1, 2, 3, 4])
})

test('after an error no further item is begun, and those under way are waited for', async (t) => {
  const begun: number[] = []
  let ended = 0
  await t.throwsAsync(
    each([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item)
      if (item === 2) throw new Error('two')
      await setImmediate()
      ended++
    }),
    { message: 'two' },
  )
  t.deepEqual(begun, [1, 2])
  t.is(ended, 1)
})

test('each file is told how far it is, and a body sent again is not counted twice', (t) => {
  const told: [string, number][] = []
  const sent = bodyProgress(
    [
      { path: '/a', size: 3 },
      { path: '/empty', size: 0 },
      { path: '/b', size: 5 },
    ],
    (path, bytes) => told.push([path, bytes]),
  )
  for (const position of [2, 4, 2, 4, 8]) sent?.(position)
  t.deepEqual(told, [
    ['/a', 2],
    ['/a', 1],
    ['/b', 1],
    ['/b', 4],
  ])
})

test('a file replaces only the revision that it is to replace', (t) => {
  const request = {
    path: '/A.txt',
    size: 0,
    hash: '',
    modified: Date.UTC(2026, 0, 2, 3, 4, 5, 999),
    open: () => Promise.reject(new Error()),
  }
  t.like(commitInfo({ ...request, over: undefined }), {
    mode: { '.tag': 'add' },
    autorename: false,
    strict_conflict: true,
    client_modified: '2026-01-02T03:04:05Z',
  })
  t.deepEqual(commitInfo({ ...request, over: '0123456789' }).mode, {
    '.tag': 'update',
    update: '0123456789',
  })
})

test('a time that Dropbox cannot hold becomes the nearest that it can', (t) => {
  t.is(dropboxTime(-1), '1970-01-01T00:00:00Z')
  t.is(dropboxTime(Number.NaN), '1970-01-01T00:00:00Z')
  t.is(dropboxTime(8.64e15), '9999-12-31T23:59:59Z')
})

test('a session is gone on with for six days, for the same content at the same place', (t) => {
  const kept = new Map<string, OpenSession>()
  const sessions: SessionMemory = {
    get: (key) => kept.get(key),
    put: (key, value) => kept.set(key, value),
    delete: (key) => kept.delete(key),
  }
  const request = {
    path: '/A',
    size: 10 * 1024 ** 2,
    hash: 'a',
    modified: 0,
    over: undefined,
    open: () => Promise.reject(new Error()),
  }
  const day = 86_400_000
  const known = { session: 's', offset: 4 * 1024 ** 2, startedAt: 100 * day }
  sessionMemory(sessions, request).keep(known)
  t.deepEqual(sessionMemory(sessions, { ...request, path: '/a' }).recall(105 * day), known)
  t.is(sessionMemory(sessions, { ...request, hash: 'b' }).recall(101 * day), undefined)
  t.is(sessionMemory(sessions, { ...request, path: '/b' }).recall(101 * day), undefined)
  t.is(sessionMemory(sessions, request).recall(106 * day), undefined)
  t.is(kept.size, 0)
  for (const [offset, isKept] of [
    [0, true],
    [5, false],
    [8 * 1024 ** 2, true],
    [10 * 1024 ** 2, true],
    [12 * 1024 ** 2, false],
  ] as const) {
    sessionMemory(sessions, request).keep({ ...known, offset })
    t.is(sessionMemory(sessions, request).recall(101 * day) !== undefined, isKept, `${offset}`)
  }
  const MiB = 1024 ** 2
  for (const [beyond, isKept] of [
    [[[8 * MiB, 12 * MiB]], true],
    [
      [
        [8 * MiB, 12 * MiB],
        [16 * MiB, 20 * MiB],
      ],
      true,
    ],
    [[[4 * MiB, 8 * MiB]], false],
    [[[8 * MiB, 8 * MiB]], false],
    [
      [
        [16 * MiB, 20 * MiB],
        [8 * MiB, 12 * MiB],
      ],
      false,
    ],
    [[[8 * MiB, 11 * MiB]], false],
    [[[8 * MiB, 24 * MiB]], false],
  ] as const) {
    const large = { ...request, size: 22 * MiB }
    sessionMemory(sessions, large).keep({ ...known, beyond })
    t.is(sessionMemory(sessions, large).recall(101 * day) !== undefined, isKept, `${beyond}`)
  }
})
