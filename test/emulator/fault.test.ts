import test from 'ava'
import type { Emulator } from '../../emulator/server.ts'
import { emulateFor } from './emulation.ts'

const strike = (emulator: Emulator, fault: Parameters<Emulator['configure']>[0]['faults']) =>
  emulator.configure({ faults: fault ?? [] })

test('a fault strikes so many calls of its route, and no other', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: 'files/get_metadata', kind: '500', count: 2 }])
  await me.put('/a', '1')
  const statuses = []
  for (let call = 0; call < 3; call += 1) {
    statuses.push((await me.rpc('files/get_metadata', { path: '/a' })).status)
  }
  t.deepEqual(statuses, [500, 500, 200])
})

test('a fault lets calls pass first, and knows patterns', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: 'files/*', kind: '503', skip: 1, count: 1, retryAfter: 7 }])
  t.is((await me.rpc('files/list_folder', { path: '' })).status, 200)
  const struck = await me.rpc('files/list_folder', { path: '' })
  t.is(struck.status, 503)
  t.is(struck.headers.get('retry-after'), '7')
  t.is((await me.rpc('users/get_space_usage')).status, 200)
})

test('a fault with a probability strikes that often, the same for the same seed', async (t) => {
  const run = async () => {
    const { emulator, me } = await emulateFor(t, { seed: 42 })
    strike(emulator, [{ route: '*', kind: '500', probability: 0.3 }])
    const statuses = []
    for (let call = 0; call < 60; call += 1) statuses.push((await me.rpc('users/get_space_usage')).status)
    return statuses
  }
  const first = await run()
  const struck = first.filter((status) => status === 500).length
  t.true(struck > 5 && struck < 35, String(struck))
  t.deepEqual(await run(), first)
})

test('429 comes as JSON or text, with or without Retry-After', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const call = async (more: object) => {
    strike(emulator, [{ route: 'files/list_folder', kind: '429', ...more }])
    return await me.rpc('files/list_folder', { path: '' })
  }
  const json = await call({ retryAfter: 20 })
  t.is(json.status, 429)
  t.is(json.headers.get('retry-after'), '20')
  t.deepEqual(json.json.error, { reason: { '.tag': 'too_many_requests' } })
  const text = await call({ retryAfter: null, body: 'text' })
  t.is(text.text, 'too_many_requests')
  t.is(text.headers.get('retry-after'), null)
})

test('a lost answer was done all the same', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: 'files/upload', kind: 'lost', count: 1 }])
  await t.throwsAsync(me.put('/a', 'arrived'))
  t.is((await me.download('files/download', { path: '/a' })).text, 'arrived')
  t.is(emulator.stats().statuses['none'], 1)
})

test('a reset does nothing but break the connection', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: 'files/upload', kind: 'reset', count: 1 }])
  await t.throwsAsync(me.put('/a', '1'))
  t.is((await me.rpc('files/get_metadata', { path: '/a' })).status, 409)
})

test('a timeout never answers', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: 'users/get_space_usage', kind: 'timeout', count: 1 }])
  const controller = new AbortController()
  const waiting = fetch(`${emulator.url}/2/users/get_space_usage`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${me.token}` },
    signal: controller.signal,
  })
  while (emulator.stats().routes['users/get_space_usage'] === undefined) await me.rpc('check/user', {})
  controller.abort()
  await t.throwsAsync(waiting, { name: 'AbortError' })
  t.is((await me.rpc('users/get_space_usage')).status, 200)
})

test('a truncated answer ends in the middle, however long it said it was', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const content = Buffer.alloc(1_000_000, 'x')
  await me.put('/a', content)
  strike(emulator, [{ route: 'files/download', kind: 'truncate', count: 1 }])
  await t.throwsAsync(me.download('files/download', { path: '/a' }))
  t.is((await me.download('files/download', { path: '/a' })).bytes.length, content.length)
})

test('wrong bytes and wrong hashes are told as if they were right', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const file = await me.put('/a', 'Hello Dropbox!')
  strike(emulator, [{ route: 'files/download', kind: 'wrong_bytes', count: 1 }])
  const bytes = await me.download('files/download', { path: '/a' })
  t.is(bytes.json.content_hash, file.content_hash)
  t.is(bytes.text, 'Iello Dropbox!')
  strike(emulator, [{ route: 'files/download', kind: 'wrong_hash', count: 1 }])
  const hash = await me.download('files/download', { path: '/a' })
  t.not(hash.json.content_hash, file.content_hash)
  t.is(hash.text, 'Hello Dropbox!')
})

test('bad_json cuts the answer short without saying so', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: 'files/list_folder', kind: 'bad_json', count: 1 }])
  await t.throwsAsync(me.rpc('files/list_folder', { path: '' }), { instanceOf: SyntaxError })
})

test('insufficient_space strikes a route in its own words', async (t) => {
  const { emulator, me } = await emulateFor(t)
  strike(emulator, [{ route: '*', kind: 'insufficient_space' }])
  const uploaded = await me.upload('files/upload', { path: '/a' }, '')
  t.deepEqual(uploaded.json.error.reason, { '.tag': 'insufficient_space' })
  const made = await me.rpc('files/create_folder_v2', { path: '/a' })
  t.deepEqual(made.json.error, { '.tag': 'path', path: { '.tag': 'insufficient_space' } })
})

test('cursor_reset, expired_token and too_many_write_operations are told as the service tells them', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const { cursor } = (await me.rpc('files/list_folder', { path: '' })).json
  strike(emulator, [
    { route: 'files/list_folder/continue', kind: 'cursor_reset' },
    { route: 'files/get_metadata', kind: 'expired_token' },
    { route: 'files/delete_v2', kind: 'too_many_write_operations' },
  ])
  t.deepEqual((await me.rpc('files/list_folder/continue', { cursor })).json.error, { '.tag': 'reset' })
  const expired = await me.rpc('files/get_metadata', { path: '/a' })
  t.is(expired.status, 401)
  t.deepEqual(expired.json.error, { '.tag': 'expired_access_token' })
  const busy = await me.rpc('files/delete_v2', { path: '/a' })
  t.is(busy.status, 429)
  t.is(busy.headers.get('retry-after'), '1')
  t.deepEqual(busy.json.error, { reason: { '.tag': 'too_many_write_operations' } })
})

test('the token endpoint can fail too', async (t) => {
  const { emulator } = await emulateFor(t)
  strike(emulator, [{ route: 'oauth2/token', kind: '503', count: 1 }])
  const refresh = () => fetch(`${emulator.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams() })
  t.is((await refresh()).status, 503)
  t.is((await refresh()).status, 400)
})
