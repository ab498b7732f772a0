import test from 'ava'
import { type Caller, emulateFor } from './emulation.ts'

const MIB = 1024 * 1024

async function start(me: Caller, body: string | Uint8Array = '', more = {}): Promise<string> {
  return (await me.upload('files/upload_session/start', more, body)).json.session_id
}

const append = (me: Caller, session_id: string, offset: number, body: string | Uint8Array, more = {}) =>
  me.upload('files/upload_session/append_v2', { cursor: { session_id, offset }, ...more }, body)
const finish = (
  me: Caller,
  session_id: string,
  offset: number,
  body: string | Uint8Array = '',
  path = '/file',
) => me.upload('files/upload_session/finish', { cursor: { session_id, offset }, commit: { path } }, body)

test('a session collects pieces, and finish adds the last and makes the file', async (t) => {
  const { me } = await emulateFor(t)
  const id = await start(me, 'one ')
  t.is((await append(me, id, 4, 'two ')).text, 'null')
  const file = await finish(me, id, 8, 'three')
  t.is(file.json.size, 13)
  t.false('.tag' in file.json)
  t.is((await me.download('files/download', { path: '/file' })).text, 'one two three')
})

test('a wrong offset is told the right one', async (t) => {
  const { me } = await emulateFor(t)
  const id = await start(me, 'four')
  const reply = await append(me, id, 3, 'x')
  t.deepEqual(reply.json.error, { '.tag': 'incorrect_offset', correct_offset: 4 })
  t.regex(reply.json.error_summary, /^incorrect_offset\/\.{0,3}$/)
  const finished = await finish(me, id, 9)
  t.deepEqual(finished.json.error, {
    '.tag': 'lookup_failed',
    lookup_failed: { '.tag': 'incorrect_offset', correct_offset: 4 },
  })
  t.regex(finished.json.error_summary, /^lookup_failed\/incorrect_offset\/\.{0,3}$/)
})

test('a closed session takes no more, an unknown one is not found', async (t) => {
  const { me } = await emulateFor(t)
  const id = await start(me, 'done', { close: true })
  t.deepEqual((await append(me, id, 4, 'x')).json.error, { '.tag': 'closed' })
  t.deepEqual((await append(me, 'nobody', 0, 'x')).json.error, { '.tag': 'not_found' })
  t.is((await finish(me, id, 4)).status, 200)
})

test('a session is found by its own account alone, and for seven days', async (t) => {
  let now = Date.now()
  const { emulator, me } = await emulateFor(t, {
    now: () => now,
    config: { tokens: { accessTokenLifetime: 1e9 } },
  })
  const other = emulator.createAccount()
  const { callerOf } = await import('./emulation.ts')
  const stranger = callerOf(emulator, emulator.issueToken({ account: other.id }).access_token)
  const id = await start(me, 'mine')
  t.deepEqual((await append(stranger, id, 4, 'x')).json.error, { '.tag': 'not_found' })
  now += 7 * 24 * 3600 * 1000 + 1
  t.deepEqual((await append(me, id, 4, 'x')).json.error, { '.tag': 'not_found' })
})

test('the last bytes are kept when the commit fails', async (t) => {
  const { me } = await emulateFor(t)
  await me.rpc('files/create_folder_v2', { path: '/file' })
  const id = await start(me, 'first ')
  const failed = await finish(me, id, 6, 'last')
  t.deepEqual(failed.json.error, {
    '.tag': 'path',
    path: { '.tag': 'conflict', conflict: { '.tag': 'folder' } },
  })
  t.is((await finish(me, id, 10, '', '/elsewhere')).json.size, 10)
})

test('a finished session is gone, or can be finished again, as configured', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const id = await start(me, 'x', { close: true })
  const first = (await finish(me, id, 1)).json
  t.deepEqual((await finish(me, id, 1)).json.error, {
    '.tag': 'lookup_failed',
    lookup_failed: { '.tag': 'not_found' },
  })
  emulator.configure({ sessions: { afterFinish: 'kept' } })
  const other = await start(me, 'x', { close: true })
  await finish(me, other, 1)
  t.is((await finish(me, other, 1)).json.rev, first.rev)
})

test('concurrent pieces come in any order, at multiples of 4 MiB', async (t) => {
  const { me } = await emulateFor(t)
  const id = await start(me, '', { session_type: 'concurrent' })
  const block = (letter: string) => Buffer.alloc(4 * MIB, letter)
  t.deepEqual((await append(me, id, 1, block('a'))).json.error, {
    '.tag': 'concurrent_session_invalid_offset',
  })
  t.deepEqual((await append(me, id, 0, 'short')).json.error, {
    '.tag': 'concurrent_session_invalid_data_size',
  })
  t.is((await append(me, id, 4 * MIB, block('b'))).status, 200)
  t.is((await append(me, id, 0, block('x'))).status, 200)
  t.is((await append(me, id, 0, block('a'))).status, 200, 'a piece whose answer was lost is sent again')
  t.is((await append(me, id, 8 * MIB, 'end', { close: true })).status, 200)
  t.is((await finish(me, id, 8 * MIB + 3)).json.size, 8 * MIB + 3)
  const { bytes } = await me.download('files/download', { path: '/file' })
  t.true(bytes.equals(Buffer.concat([block('a'), block('b'), Buffer.from('end')])))
})

test('a concurrent session with a gap cannot be finished', async (t) => {
  const { me } = await emulateFor(t)
  const id = await start(me, '', { session_type: 'concurrent' })
  await append(me, id, 4 * MIB, 'end', { close: true })
  const reply = await finish(me, id, 4 * MIB + 3)
  t.deepEqual(reply.json.error, { '.tag': 'concurrent_session_missing_data' })
})

test('a concurrent session takes no data at its ends', async (t) => {
  const { me } = await emulateFor(t)
  const started = await me.upload('files/upload_session/start', { session_type: 'concurrent' }, 'x')
  t.deepEqual(started.json.error, { '.tag': 'concurrent_session_data_not_allowed' })
  const id = await start(me, '', { session_type: { '.tag': 'concurrent' } })
  t.deepEqual((await finish(me, id, 0)).json.error, { '.tag': 'concurrent_session_not_closed' })
  await append(me, id, 0, 'all', { close: true })
  t.deepEqual((await finish(me, id, 3, 'more')).json.error, { '.tag': 'concurrent_session_data_not_allowed' })
  t.is((await finish(me, id, 3)).status, 200)
})

test('pieces of odd sizes give the same hash as one', async (t) => {
  const { me } = await emulateFor(t)
  const content = Buffer.alloc(10 * MIB + 5, 'odd sizes')
  const id = await start(me, content.subarray(0, 3 * MIB + 1))
  await append(me, id, 3 * MIB + 1, content.subarray(3 * MIB + 1, 7 * MIB))
  const file = (await finish(me, id, 7 * MIB, content.subarray(7 * MIB))).json
  t.is(file.content_hash, (await me.put('/whole', content)).content_hash)
  t.true((await me.download('files/download', { path: '/file' })).bytes.equals(content))
})

test('a thousand files take three requests', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const { session_ids } = (await me.rpc('files/upload_session/start_batch', { num_sessions: 1000 })).json
  const texts = Array.from({ length: 1000 }, (_, index) => `content ${index}`)
  const appended = await me.upload(
    'files/upload_session/append_batch',
    {
      entries: texts.map((text, index) => ({
        cursor: { session_id: session_ids[index], offset: 0 },
        length: text.length,
        close: true,
      })),
    },
    texts.join(''),
  )
  t.true(appended.json.entries.every((entry: { '.tag': string }) => entry['.tag'] === 'success'))
  const finished = await me.rpc('files/upload_session/finish_batch_v2', {
    entries: texts.map((text, index) => ({
      cursor: { session_id: session_ids[index], offset: text.length },
      commit: { path: `/many/${index}` },
    })),
  })
  t.is(finished.json.entries.length, 1000)
  t.like(finished.json.entries[999], { '.tag': 'success', name: '999', size: 11 })
  t.is((await me.download('files/download', { path: '/many/777' })).text, 'content 777')
  t.is(emulator.stats().routes['files/upload_session/append_batch'], 1)
})

test('append_batch fails entry by entry, or as a whole when lengths or hash are wrong', async (t) => {
  const { me } = await emulateFor(t)
  const { session_ids } = (await me.rpc('files/upload_session/start_batch', { num_sessions: 2 })).json
  const entries = [
    { cursor: { session_id: session_ids[0], offset: 0 }, length: 2, close: true },
    { cursor: { session_id: session_ids[1], offset: 5 }, length: 3, close: true },
  ]
  const route = 'files/upload_session/append_batch'
  t.deepEqual((await me.upload(route, { entries }, 'abcd')).json.error, { '.tag': 'length_mismatch' })
  t.deepEqual((await me.upload(route, { entries }, 'abcdef')).json.error, { '.tag': 'length_mismatch' })
  const content_hash = '0'.repeat(64)
  t.deepEqual((await me.upload(route, { entries, content_hash }, 'abcde')).json.error, {
    '.tag': 'content_hash_mismatch',
  })
  t.deepEqual((await me.upload(route, { entries }, 'abcde')).json.entries, [
    { '.tag': 'success' },
    { '.tag': 'failure', failure: { '.tag': 'incorrect_offset', correct_offset: 0 } },
  ])
})

test('finish_batch_v2 wants closed sessions and tells each result at its place', async (t) => {
  const { me } = await emulateFor(t)
  await me.rpc('files/create_folder_v2', { path: '/taken' })
  const open = await start(me, 'x')
  const entry = (session_id: string, path: string) => ({
    cursor: { session_id, offset: 1 },
    commit: { path },
  })
  const { entries } = (
    await me.rpc('files/upload_session/finish_batch_v2', {
      entries: [
        entry(open, '/open'),
        entry(await start(me, 'x', { close: true }), '/taken'),
        entry(await start(me, 'x', { close: true }), '/fine'),
        entry('nobody', '/none'),
      ],
    })
  ).json
  t.deepEqual(entries[0], {
    '.tag': 'failure',
    failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_closed' } },
  })
  t.is(entries[1].failure.path.conflict['.tag'], 'folder')
  t.like(entries[2], { '.tag': 'success', name: 'fine' })
  t.is(entries[3].failure.lookup_failed['.tag'], 'not_found')
})

test('the older finish_batch is a job', async (t) => {
  const { me } = await emulateFor(t)
  const cursor = { session_id: await start(me, 'x', { close: true }), offset: 1 }
  const { async_job_id } = (
    await me.rpc('files/upload_session/finish_batch', { entries: [{ cursor, commit: { path: '/a' } }] })
  ).json
  const check = () => me.rpc('files/upload_session/finish_batch/check', { async_job_id })
  t.deepEqual((await check()).json, { '.tag': 'in_progress' })
  const done = (await check()).json
  t.is(done['.tag'], 'complete')
  t.is(done.entries[0].name, 'a')
})
