import test from 'ava'
import type { Cloud } from '../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, memoryOfSessions, uploaded } from '../../runtime/cloud/cloud-calls.ts'
import { fetched, put, reasonOf, text } from '../../runtime/cloud/contract/dropbox.ts'
import { calm } from './connection/misbehaviour.ts'
import { simulatedAccount } from './simulated-account.ts'
import type { SimulatedDropbox } from './simulated-dropbox.ts'

const forever = new AbortController().signal

function paths(dropbox: SimulatedDropbox): string[] {
  return dropbox.tree().map(({ key }) => key)
}

async function cursorOf(cloud: Cloud): Promise<string> {
  return (await cloud.changes(undefined)).cursor
}

test('what is on its way takes its time, there and back', async (t) => {
  const { clock, box } = simulatedAccount()
  const cloud = box({ latency: [100, 200] })
  await cloud.account()
  t.true(clock.monotonic() >= 200 && clock.monotonic() <= 400)
})

test('calls that leave together arrive in any order', async (t) => {
  const orders = new Set<string>()
  for (let seed = 0; seed < 20; seed++) {
    const { dropbox, box } = simulatedAccount(seed)
    const cloud = box({ latency: [1, 100] })
    dropbox.hands.write('/a', 'a')
    dropbox.hands.write('/b', 'b')
    const order: string[] = []
    const files = dropbox.tree().flatMap(({ entry }) => (entry.kind === 'file' ? [entry] : []))
    await Promise.all(files.map(async (file) => fetched(cloud, file).then(() => order.push(file.name))))
    orders.add(order.join())
  }
  t.deepEqual([...orders].toSorted(), ['a,b', 'b,a'])
})

test('a request that comes late is done after the box has given it up, and not seen to be done twice', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box({ patience: [1000, 1000], lateness: [100_000, 100_000] })
  dropbox.hands.write('/a', 'a')
  cloud.plan({ request: 'move', fault: 'late' })
  t.like(await cloud.move('/a', '/b'), { ok: true, value: { name: 'b' } })
  t.is(dropbox.underWay(), 1)
  // Somebody makes place for the late request to do harm.
  dropbox.hands.move('/b', '/c')
  dropbox.hands.write('/a', 'another')
  await box({ latency: [200_000, 200_000] }).account()
  t.is(dropbox.underWay(), 0)
  t.deepEqual(paths(dropbox), ['/b', '/c'], 'it moved what it found')
})

test('a request that comes twice is done twice, and what is conditional is not', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box({ faults: { duplicated: 1 }, lateness: [1000, 1000] })
  const { '/a': file } = await put(cloud, { '/a': 'a' })
  const newer = fileToUpload('/a', text('newer'), { over: file?.rev ?? '' })
  t.true((await uploaded(cloud, [newer])).get('/a')?.ok)
  await cloud.createFolders(['/f'])
  dropbox.hands.delete('/f')
  await box({ latency: [5000, 5000] }).account()
  t.deepEqual(paths(dropbox), ['/a', '/f'], 'the folder came again')
  t.is(dropbox.revisions().length, 2)
})

test('an upload that comes twice does not come back where it was deleted in between, unless nothing is there', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box({ lateness: [1000, 1000] })
  cloud.plan({ request: 'upload', fault: 'duplicated' })
  await put(cloud, { '/a': 'a' })
  dropbox.hands.delete('/a')
  await box({ latency: [5000, 5000] }).account()
  t.deepEqual(paths(dropbox), ['/a'], 'as a new file, which is what was asked for')
})

test('a limit on requests is waited out by the whole box', async (t) => {
  const { clock, box } = simulatedAccount()
  const cloud = box({ pause: [10_000, 10_000] })
  cloud.plan({ request: 'account', fault: 'limited', count: 3 })
  await Promise.all([cloud.account(), cloud.space()])
  t.true(clock.monotonic() >= 30_000)
  cloud.plan({ request: 'account', fault: 'limited', count: 100 })
  await t.throwsAsync(cloud.account(), { code: 'offline' })
})

test('other writers are waited for, though not for ever', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box()
  cloud.plan({ request: 'create-folders', fault: 'contended', count: 5 })
  t.like(await cloud.createFolders(['/f']), [{ ok: true }])
  cloud.plan({ fault: 'contended', count: 100 })
  await t.throwsAsync(cloud.createFolders(['/g']), { code: 'offline' })
  t.deepEqual(paths(dropbox), ['/f'])
})

test('a connection that is away for a while is waited for, if the while is short', async (t) => {
  const { clock, box } = simulatedAccount()
  const cloud = box()
  cloud.goOffline(2000)
  await t.notThrowsAsync(cloud.account())
  t.true(clock.monotonic() >= 2000)
  cloud.goOffline(60_000)
  await t.throwsAsync(cloud.account(), { code: 'offline' })
})

test('what was done before the connection went is found to have been done', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box({ latency: [500, 500] })
  const uploading = uploaded(cloud, [fileToUpload('/a', bytesOf(5, 1))])
  const stop = dropbox.listen(() => {
    stop()
    cloud.goOffline(1000)
  })
  t.true((await uploading).get('/a')?.ok)
  t.is(dropbox.revisions().length, 1)
})

test('an answer that nobody understands says so', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box()
  cloud.plan({ request: 'upload', fault: 'bad-answer' })
  await t.throwsAsync(put(cloud, { '/a': 'a' }), { code: 'bad-answer' })
  t.deepEqual(paths(dropbox), ['/a'])
})

test('one item is refused for a planned reason, the others are not', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box()
  cloud.plan({ request: 'finish', fault: { reason: 'no-permission', detail: 'planned' }, skip: 1 })
  const sent = [1, 2, 3].map((n) => fileToUpload(`/${n}`, bytesOf(5, n)))
  const results = await uploaded(cloud, sent)
  t.deepEqual([...results.values()].map(reasonOf), [undefined, 'no-permission', undefined])
  t.deepEqual(paths(dropbox), ['/1', '/3'])
})

test('a download comes in chunks, is cut, and is damaged', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const written = dropbox.hands.write('/a', 'some content that is long enough')
  if (!written.ok) return t.fail()
  const cloud = box({ chunk: [1, 5], faults: { cut: 0.8 } })
  const { result, text: whole, told } = await fetched(cloud, written.value)
  t.deepEqual([result.ok, whole, told], [true, 'some content that is long enough', 32])
  cloud.behave({ ...calm, faults: { damaged: 1 } })
  const damaged = await fetched(cloud, written.value)
  t.true(damaged.result.ok)
  t.not(damaged.text, whole, 'only its hash tells')
  return undefined
})

test('a revision that was purged is missing, and its content is no longer held', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box()
  const { '/a': file } = await put(cloud, { '/a': 'a' })
  if (file === undefined) return t.fail()
  dropbox.hands.write('/a', 'b')
  t.true(dropbox.holds(file.hash))
  dropbox.purge(file.rev)
  t.false(dropbox.holds(file.hash))
  t.is(reasonOf((await fetched(cloud, file)).result), 'missing')
  return undefined
})

test('a longpoll wakes without a change, wakes late, or does not wake', async (t) => {
  const longpoll = { spurious: 0, late: 0, never: 0, backoff: 0 }
  const waited = async (misbehaviour: Partial<typeof longpoll>, write: boolean) => {
    const { clock, dropbox, box } = simulatedAccount()
    const cloud = box({ longpoll: { ...longpoll, ...misbehaviour }, lateness: [5000, 5000] })
    const waiting = cloud.waitForChange(await cursorOf(cloud), forever)
    if (write) dropbox.hands.write('/a', 'a')
    return { news: await waiting, time: clock.monotonic() }
  }
  t.deepEqual(await waited({}, true), { news: true, time: 0 })
  t.like(await waited({}, false), { news: false })
  t.like(await waited({ spurious: 1 }, false), { news: true })
  t.deepEqual(await waited({ late: 1 }, true), { news: true, time: 5000 })
  const never = await waited({ never: 1 }, true)
  t.true(!never.news && never.time >= 120_000)
})

test('after a longpoll that asks for a pause the next one begins with it', async (t) => {
  const { clock, dropbox, box } = simulatedAccount()
  const cloud = box({ longpoll: { spurious: 0, late: 0, never: 0, backoff: 1 } })
  const cursor = await cursorOf(cloud)
  dropbox.hands.write('/a', 'a')
  t.true(await cloud.waitForChange(cursor, forever))
  t.is(clock.monotonic(), 0)
  t.true(await cloud.waitForChange(cursor, forever))
  t.true(clock.monotonic() >= 1000)
})

test('a longpoll whose connection goes away ends, whether at once or when its time is up', async (t) => {
  const ends = new Set<unknown>()
  for (let seed = 0; seed < 20; seed++) {
    const { box } = simulatedAccount(seed)
    const cloud = box()
    const waiting = cloud.waitForChange(await cursorOf(cloud), forever)
    await cloud.account()
    t.is(cloud.openLongpolls(), 1)
    cloud.goOffline()
    ends.add(await waiting.catch((error: { code: string }) => error.code))
  }
  t.deepEqual([...ends].map(String).toSorted(), ['false', 'offline'])
})

test('a file that changes between reading and committing is taken as it was read', async (t) => {
  const { dropbox, box } = simulatedAccount()
  const cloud = box({ latency: [100, 100] })
  const content = text('as it was read')
  const request = fileToUpload('/a', content)
  const uploading = uploaded(cloud, [
    {
      ...request,
      open: async () => ({
        ...(await request.open()),
        close: async () => {
          content.fill(120)
        },
      }),
    },
  ])
  const result = (await uploading).get('/a')
  t.like(result, { ok: true, value: { hash: request.hash } })
  t.is(new TextDecoder().decode(dropbox.hands.read('/a')), 'as it was read')
})

test('large files resume in the session that they had, also when the account has forgotten it', async (t) => {
  for (const forget of [false, true]) {
    const { dropbox, box } = simulatedAccount()
    const sessions = memoryOfSessions()
    const request = fileToUpload('/large', bytesOf(200, 1))
    const first = box()
    first.plan({ request: 'append', fault: 'refused', skip: 3, count: 10 })
    await t.throwsAsync(uploaded(first, [request], { sessions }), { code: 'offline' })
    if (forget) dropbox.forgetSessions()
    const second = box()
    t.true((await uploaded(second, [request], { sessions })).get('/large')?.ok)
    t.is(second.requests.get('append'), forget ? 10 : 6)
    t.is(sessions.size, 0)
  }
})

test('a conflict is looked into: the same content by another hand is what was wanted', async (t) => {
  const { dropbox, box } = simulatedAccount()
  dropbox.hands.write('/a', 'same')
  const results = await uploaded(box(), [fileToUpload('/a', text('same'))])
  t.true(results.get('/a')?.ok)
  t.is(dropbox.counts.boxChanges, 0)
})
