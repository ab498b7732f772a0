import test from 'ava'
import { uploaded } from '../../emulated-dropbox.ts'
import { refusal, scriptedDropbox } from '../../scripted-dropbox.ts'
import { count, failed, files, orderly } from './orderly-dropbox.ts'

test('the body of a pack is the files one after the other, with a hash of all', async (t) => {
  const dropbox = await scriptedDropbox(t, orderly)
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  const [, append, finish] = dropbox.calls
  t.is(append?.body.length, 1200)
  t.deepEqual(append?.argument.entries[3], {
    cursor: { session_id: 'session 3', offset: 0 },
    length: 100,
    close: true,
  })
  t.regex(append?.argument.content_hash, /^[0-9a-f]{64}$/)
  t.deepEqual(finish?.argument.entries[3], {
    cursor: { session_id: 'session 3', offset: 100 },
    commit: {
      path: '/File 3.txt',
      mode: { '.tag': 'add' },
      autorename: false,
      strict_conflict: true,
      mute: true,
      client_modified: '2023-11-14T22:13:20Z',
    },
  })
})

for (const status of [400, 413, 431])
  test(`packs that are refused with ${status} become smaller, once and for all`, async (t) => {
    const dropbox = await scriptedDropbox(t, (call) =>
      call.route.endsWith('append_batch') && call.argument.entries.length > 3
        ? { status, text: 'too large' }
        : orderly(call),
    )
    const cloud = dropbox.cloud()
    t.deepEqual(failed(await uploaded(cloud, files)), [])
    t.is(count(dropbox.routes())['upload'], undefined)
    const before = dropbox.calls.length
    t.deepEqual(failed(await uploaded(cloud, files)), [])
    t.deepEqual(count(dropbox.routes().slice(before)), {
      'upload_session/start_batch': 1,
      'upload_session/append_batch': 4,
      'upload_session/finish_batch_v2': 1,
    })
  })

for (const missing of ['start_batch', 'append_batch'])
  for (const reply of [
    { status: 400, text: `Unknown API function: "files/upload_session/${missing}"` },
    { status: 400, text: 'Your API app is not allowed to call this function.' },
    { status: 404, text: 'Not found' },
  ])
    test(`without ${missing} (${reply.text}) each file has a session of its own`, async (t) => {
      const dropbox = await scriptedDropbox(t, (call) =>
        call.route.endsWith(missing) ? reply : orderly(call),
      )
      const cloud = dropbox.cloud()
      t.deepEqual(failed(await uploaded(cloud, files)), [])
      t.is(count(dropbox.routes())['upload_session/start'], 12)
      t.is(count(dropbox.routes())['upload_session/finish_batch_v2'], 1)
      const before = dropbox.calls.length
      await uploaded(cloud, files)
      t.deepEqual(count(dropbox.routes().slice(before)), {
        'upload_session/start': 12,
        'upload_session/finish_batch_v2': 1,
      })
    })

test('a session that was filled by an attempt whose answer was lost counts as filled', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (!call.route.endsWith('append_batch')) return orderly(call)
    if (times === 1) return { raw: (response) => response.destroy() }
    const failure = [{ '.tag': 'closed' }, { '.tag': 'incorrect_offset', correct_offset: 100 }]
    return {
      json: {
        entries: call.argument.entries.map((_: unknown, index: number) => ({
          '.tag': 'failure',
          failure: failure[index % 2],
        })),
      },
    }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.is(count(dropbox.routes())['upload'], undefined)
})

test('a file whose session is refused goes by itself', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) => {
    if (!call.route.endsWith('append_batch')) return orderly(call)
    const entries = call.argument.entries.map(() => ({ '.tag': 'success' }))
    entries[2] = { '.tag': 'failure', failure: { '.tag': 'not_found' } }
    entries[5] = { '.tag': 'failure', failure: { '.tag': 'incorrect_offset', correct_offset: 7 } }
    return { json: { entries } }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.is(count(dropbox.routes())['upload'], 2)
})

test('a pack that was damaged on the way is sent once more', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) =>
    call.route.endsWith('append_batch') && times === 1
      ? refusal({ '.tag': 'content_hash_mismatch' })
      : orderly(call),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.is(count(dropbox.routes())['upload_session/append_batch'], 2)
})
