import test from 'ava'
import type { Emulator } from '../../emulator/server.ts'
import { type Caller, emulateFor, type Reply, readReply } from './emulation.ts'

const latest = async (me: Caller, path = ''): Promise<string> =>
  (await me.rpc('files/list_folder/get_latest_cursor', { path, recursive: true })).json.cursor

async function longpoll(emulator: Emulator, cursor: string, signal?: AbortSignal): Promise<Reply> {
  const response = await fetch(`${emulator.url}/2/files/list_folder/longpoll`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ cursor, timeout: 480 }),
    ...(signal ? { signal } : {}),
  })
  return await readReply(response)
}

test('a change ends the wait at once', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const waiting = longpoll(emulator, await latest(me))
  await me.put('/a', '1')
  t.deepEqual((await waiting).json, { changes: true })
})

test('a change that came before is told without any wait', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const cursor = await latest(me)
  await me.put('/a', '1')
  t.deepEqual((await longpoll(emulator, cursor)).json, { changes: true })
})

test('a change elsewhere does not end the wait of one folder', async (t) => {
  const { emulator, me } = await emulateFor(t)
  await me.rpc('files/create_folder_v2', { path: '/in' })
  const waiting = longpoll(emulator, await latest(me, '/in'))
  let ended = false
  waiting.then(
    () => {
      ended = true
    },
    () => undefined,
  )
  await me.put('/out', '1')
  t.false(ended)
  await me.put('/in/a', '1')
  t.deepEqual((await waiting).json, { changes: true })
})

test('without a change the wait ends after its time', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { longpoll: { maximum: 20, backoff: 7 } } })
  t.deepEqual((await longpoll(emulator, await latest(me))).json, { changes: false, backoff: 7 })
})

test('a wake without a reason happens when configured', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { longpoll: { spurious: true } } })
  const cursor = await latest(me)
  t.deepEqual((await longpoll(emulator, cursor)).json, { changes: true })
  t.deepEqual((await me.rpc('files/list_folder/continue', { cursor })).json.entries, [])
})

test('a stale cursor is a reset, a timeout out of bounds a 400', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const cursor = await latest(me)
  await fetch(`${emulator.url}/emulator/cursors/reset`, { method: 'POST' })
  const stale = await longpoll(emulator, cursor)
  t.is(stale.status, 409)
  t.deepEqual(stale.json.error, { '.tag': 'reset' })
  const response = await fetch(`${emulator.url}/2/files/list_folder/longpoll`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ cursor, timeout: 5 }),
  })
  t.true((await response.text()).endsWith('timeout: 5 is not within range [30, 480]'))
})

test('closing the emulator ends every wait', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const cursor = await latest(me)
  const waiting = longpoll(emulator, cursor)
  // The wait is under way once the emulator has counted it.
  while (emulator.stats().routes['files/list_folder/longpoll'] === undefined)
    await me.rpc('users/get_space_usage')
  await Promise.all([t.throwsAsync(waiting), emulator.close()])
})
