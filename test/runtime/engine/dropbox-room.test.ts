import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Operation } from '../../../runtime/core/plan/operation.ts'
import { createDropboxRoom } from '../../../runtime/engine/dropbox-room.ts'
import { type Cloud, CloudError } from '../../../runtime/ports/cloud.ts'
import { localFile, remoteFile } from '../store/entries.ts'
import { memoryStore } from '../store/memory-store.ts'
import { createBox, emulatorFor } from './test-box.ts'

const mebibyte = 1024 ** 2

function upload(path: string, size: number, over?: string): Extract<Operation, { kind: 'upload' }> {
  return { kind: 'upload', path, display: path, local: localFile(path, 'a', 11, size), over }
}

/** A Dropbox with so many bytes free, and how often that was asked. */
function roomWith(free: number) {
  const store = memoryStore()
  const refused = new Set<string>()
  const world = { free, now: 0, asked: 0, failure: undefined as CloudError | undefined, store, refused }
  const room = createDropboxRoom({
    cloud: {
      async space() {
        world.asked++
        if (world.failure !== undefined) throw world.failure
        return { used: 1000, allocated: 1000 + world.free }
      },
    },
    store,
    clock: { now: () => world.now, monotonic: () => world.now, sleep: async () => undefined },
    flights: { at: () => undefined },
    setbacks: { reasonAt: (path) => (refused.has(path) ? 'dropbox-full' : undefined) },
  })
  const review = async (...operations: Operation[]): Promise<string[]> =>
    (await room.review(operations, new AbortController().signal)).map((operation) =>
      'path' in operation ? operation.path : '',
    )
  return { world, room, review }
}

test('small files are sent without asking how full Dropbox is', async (t) => {
  const { world, review } = roomWith(0)
  t.deepEqual(await review(upload('/a', 1000), upload('/b', 1000)), ['/a', '/b'])
  t.is(world.asked, 0)
})

test('what is too large for Dropbox is told and not sent, while everything else goes on', async (t) => {
  const { world, room, review } = roomWith(20 * mebibyte)
  const forget: Operation = { kind: 'forget', path: '/gone' }
  t.deepEqual(await review(upload('/large', 30 * mebibyte), forget, upload('/small', mebibyte)), [
    '/gone',
    '/small',
  ])
  t.deepEqual(room.problems(), [{ path: '/large', why: { reason: 'dropbox-full' } }])
  t.is(world.asked, 1)
  t.true((room.wait() ?? 0) > 0)
})

test('it is asked again after a while, each time later, and sooner once Dropbox has changed', async (t) => {
  const { world, room, review } = roomWith(0)
  const large = upload('/large', 30 * mebibyte)
  await review(large)
  const pauses: number[] = []
  for (let count = 0; count < 5; count++) {
    const pause = room.wait() ?? 0
    pauses.push(pause)
    world.now += pause - 1
    await review(large)
    t.is(world.asked, count + 1)
    world.now += 1
    await review(large)
    t.is(world.asked, count + 2)
  }
  t.deepEqual(pauses, [60_000, 120_000, 240_000, 480_000, 600_000])
  room.doubt()
  t.is(room.wait(), 5_000)
  world.now += 5_000
  world.free = 40 * mebibyte
  t.deepEqual(await review(large), ['/large'])
  t.deepEqual(room.problems(), [])
  t.is(room.wait(), undefined)
})

test('what is under way counts once, and what comes after it is reckoned with what is left', async (t) => {
  const { world, review } = roomWith(50 * mebibyte)
  const first = upload('/first', 30 * mebibyte)
  await review(first)
  await review(first)
  t.is(world.asked, 1)
  t.deepEqual(await review(first, upload('/second', 15 * mebibyte)), ['/first', '/second'])
  t.is(world.asked, 1)
  // Dropbox has the first one by now.
  world.free = 20 * mebibyte
  t.deepEqual(await review(upload('/third', 30 * mebibyte)), [])
  t.is(world.asked, 2)
})

test('a new version of a file needs only what it is larger by', async (t) => {
  const { world, review } = roomWith(5 * mebibyte)
  world.store.setRemote('/film', remoteFile('/film', 'b', 98 * mebibyte))
  const rev = world.store.get('/film').remote
  const over = rev?.kind === 'file' ? rev.rev : undefined
  t.deepEqual(await review(upload('/film', 100 * mebibyte, over), upload('/other', 30 * mebibyte)), ['/film'])
})

test('once Dropbox has refused a small file for want of room, the others wait untried', async (t) => {
  const { world, room, review } = roomWith(10)
  world.refused.add('/a')
  t.deepEqual(await review(upload('/a', 1000), upload('/b', 1000), upload('/c', 5)), ['/c'])
  t.is(room.problems().length, 2)
})

test('a Dropbox that does not say how full it is holds nothing back, and a connection that is lost is told', async (t) => {
  const { world, review } = roomWith(0)
  world.failure = new CloudError('bad-answer', 'nonsense')
  t.deepEqual(await review(upload('/large', 30 * mebibyte)), ['/large'])
  t.deepEqual(await review(upload('/large', 30 * mebibyte)), ['/large'])
  t.is(world.asked, 1)
  const other = roomWith(0)
  other.world.failure = new CloudError('offline', 'no network')
  await t.throwsAsync(other.review(upload('/large', 30 * mebibyte)), { code: 'offline' })
})

test('a file that does not fit into Dropbox is a problem of its own until there is room', async (t) => {
  const emulator = await emulatorFor(t)
  const space = { used: 0, allocated: 10 * mebibyte }
  const sent: string[] = []
  const box = createBox(t, emulator, { between: (cloud) => watched(cloud, space, sent) })
  mkdirSync(box.folder)
  for (const [name, bytes] of [
    ['film', 17 * mebibyte],
    ['note', 1],
  ] as const) {
    writeFileSync(join(box.folder, name), '')
    truncateSync(join(box.folder, name), bytes)
  }
  box.start()
  await box.settle()
  t.deepEqual(box.engine.problems(), [{ path: '/film', why: { reason: 'dropbox-full' } }])
  t.deepEqual(sent, ['/note'])
  space.allocated = 100 * mebibyte
  await box.settle()
  t.deepEqual(box.engine.problems(), [])
  t.deepEqual(sent, ['/note', '/film'])
})

/** A Dropbox that is so full, and notes what is sent there. */
function watched(cloud: Cloud, space: { used: number; allocated: number }, sent: string[]): Cloud {
  return {
    ...cloud,
    space: async () => space,
    upload(requests, options) {
      sent.push(...requests.map(({ path }) => path))
      return cloud.upload(requests, options)
    },
  }
}
