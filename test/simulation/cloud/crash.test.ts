import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { bytesOf, fileToUpload, memoryOfSessions, uploaded } from '../../runtime/cloud/cloud-calls.ts'
import { text } from '../../runtime/cloud/contract/dropbox.ts'
import { simulatedAccount } from './simulated-account.ts'

const signal = new AbortController().signal

/** Lets everything happen that will. */
async function aDay({ box }: ReturnType<typeof simulatedAccount>): Promise<void> {
  await box({ latency: [86_400_000, 86_400_000] }).account()
  await setImmediate()
}

test('nothing that a dead box waited for settles, and it touches nothing any more', async (t) => {
  for (const died of [0, 30, 60, 90, 120, 150, 250, 350]) {
    const world = simulatedAccount(died)
    const { dropbox, clock, box } = world
    const written = dropbox.hands.write('/here', 'some content')
    if (!written.ok) return t.fail()
    const cloud = box({ latency: [40, 60], chunk: [1, 3] })
    const { cursor } = await box().changes(undefined)
    const controller = new AbortController()
    let dead = false
    let settled = 0
    let touched = 0
    const touch = async (): Promise<void> => {
      if (dead) touched++
    }
    const own = (request: ReturnType<typeof fileToUpload>): typeof request => ({
      ...request,
      open: async () => {
        await touch()
        const source = await request.open()
        return {
          read: async (...range) => {
            await touch()
            return source.read(...range)
          },
          unchanged: async () => {
            await touch()
            return true
          },
          close: touch,
        }
      },
    })
    const options = { signal: controller.signal, sessions: memoryOfSessions(), progress: touch }
    const calls = [
      () => cloud.account(controller.signal),
      () => cloud.space(),
      () => cloud.changes(cursor),
      () => cloud.waitForChange(cursor, controller.signal),
      () =>
        cloud.download({ path: '/here', file: written.value, offset: 0 }, touch, {
          signal: controller.signal,
        }),
      () => uploaded(cloud, [own(fileToUpload('/one', text('one')))], options),
      () =>
        uploaded(
          cloud,
          [1, 2, 3, 4].map((n) => own(fileToUpload(`/${n}`, text(`${n}`)))),
          options,
        ),
      () => uploaded(cloud, [own(fileToUpload('/large', bytesOf(200, 1)))], options),
      () => cloud.createFolders(['/f', '/g']),
      () => cloud.deleteEmptyFolder('/f'),
      () => cloud.deleteFiles([{ path: '/here', rev: written.value.rev }]),
      () => cloud.move('/here', '/there', controller.signal),
    ]
    for (const call of calls)
      void Promise.resolve(call()).then(
        () => settled++,
        () => settled++,
      )
    if (died > 0) await clock.sleep(died)
    cloud.crash()
    dead = true
    const before = settled
    controller.abort()
    await aDay(world)
    for (const call of calls)
      void Promise.resolve(call()).then(
        () => settled++,
        () => settled++,
      )
    await aDay(world)
    t.is(settled, before, `died after ${died} ms`)
    t.is(touched, 0, `died after ${died} ms`)
    t.is(cloud.openLongpolls(), 0)
  }
  return undefined
})

test('what was sent before the end is done or not, as chance has it', async (t) => {
  const ends = new Map<string, number>()
  for (let seed = 0; seed < 60; seed++) {
    const world = simulatedAccount(seed)
    const cloud = world.box({ latency: [100, 100] })
    void cloud.createFolders(['/f'])
    await world.clock.sleep(50)
    cloud.crash()
    await aDay(world)
    const end = world.dropbox.tree().length === 1 ? 'done' : 'not done'
    ends.set(end, (ends.get(end) ?? 0) + 1)
    t.is(world.dropbox.underWay(), 0)
  }
  t.true((ends.get('done') ?? 0) > 10 && (ends.get('not done') ?? 0) > 10)
})

test('what was called off is done or not, as chance has it', async (t) => {
  const ends = new Set<string>()
  for (let seed = 0; seed < 20; seed++) {
    const world = simulatedAccount(seed)
    const cloud = world.box({ latency: [100, 100] })
    const controller = new AbortController()
    const making = cloud.createFolders(['/f'], controller.signal)
    await world.clock.sleep(50)
    controller.abort()
    await t.throwsAsync(making, { code: 'aborted' })
    await aDay(world)
    ends.add(world.dropbox.tree().length === 1 ? 'done' : 'not done')
  }
  t.deepEqual([...ends].toSorted(), ['done', 'not done'])
})

test('the next life of a box goes on with the sessions that it remembers', async (t) => {
  const world = simulatedAccount()
  const sessions = memoryOfSessions()
  const request = fileToUpload('/large', bytesOf(200, 1))
  const dying = world.box({ latency: [10, 10] })
  let parts = 0
  void uploaded(dying, [request], {
    sessions,
    progress: () => {
      if (++parts === 3) dying.crash()
    },
  })
  await aDay(world)
  t.is(sessions.size, 1)
  const reborn = world.box()
  t.true((await uploaded(reborn, [request], { sessions })).get('/large')?.ok)
  t.is(reborn.requests.get('append'), 6)
})

test('an account that is set back is as it was, and hears no more of what was under way', async (t) => {
  const world = simulatedAccount()
  const { dropbox, box } = world
  dropbox.hands.write('/a', 'one')
  const cloud = box({ latency: [100, 100] })
  const snapshot = dropbox.snapshot()
  const before = dropbox.tree()
  dropbox.hands.write('/a', 'two')
  dropbox.hands.move('/a', '/b')
  const making = cloud.createFolders(['/f'])
  void making.then(() => t.fail())
  await world.clock.sleep(50)
  dropbox.restore(snapshot)
  await aDay(world)
  t.deepEqual(dropbox.tree(), before)
  t.is(dropbox.revisions().length, 1)
  t.is(dropbox.counts.handChanges, 1)
  dropbox.hands.write('/c', 'c')
  dropbox.restore(snapshot)
  t.deepEqual(dropbox.tree(), before, 'a snapshot may be used again')
  t.is((await box().changes(undefined)).changes.length, 1)
  await t.notThrowsAsync(uploaded(box(), [fileToUpload('/d', text('d'))], { signal }))
})

test('a box that dies while Dropbox has it wait sends nothing any more', async (t) => {
  const world = simulatedAccount(1)
  const cloud = world.box({ latency: [0, 0], pause: [1000, 1000] })
  cloud.plan({ request: 'account', fault: 'limited' })
  void cloud.account(signal)
  await world.clock.sleep(500)
  cloud.crash()
  await aDay(world)
  t.is(cloud.requests.get('account'), 1)
})
