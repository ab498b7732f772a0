import test from 'ava'
import { uploaded } from '../../emulated-dropbox.ts'
import { scriptedDropbox } from '../../scripted-dropbox.ts'
import { count, failed, files, orderly, orderlyBut } from './orderly-dropbox.ts'

test('commits that met other writers are made again, the others not', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (times > 2) return orderly(call)
    const reason = { '.tag': 'too_many_write_operations' }
    const failure = times === 1 ? reason : { '.tag': 'path', path: reason }
    return orderlyBut(call, 0, () => ({ '.tag': 'failure', failure }))
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  const commits = dropbox.calls.filter(({ route }) => route.endsWith('finish_batch_v2'))
  t.deepEqual(
    commits.map(({ argument }) => argument.entries.length),
    [12, 1, 1],
  )
})

for (const [what, headers] of [
  ['with Retry-After', { 'retry-after': '1' }],
  ['without', {}],
] as const)
  test(`content that is in Dropbox is not sent again when its commit meets other writers (${what})`, async (t) => {
    const dropbox = await scriptedDropbox(t, (call, times) =>
      call.route.endsWith('finish_batch_v2') && times < 4
        ? { status: 429, headers, json: { error: { reason: { '.tag': 'too_many_write_operations' } } } }
        : orderly(call),
    )
    t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
    t.deepEqual(count(dropbox.routes()), {
      'upload_session/start_batch': 1,
      'upload_session/append_batch': 1,
      'upload_session/finish_batch_v2': 4,
    })
  })

test('a small file that meets other writers goes into a session, and is not sent once more', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) =>
    call.route === 'files/upload' || (call.route.endsWith('finish_batch_v2') && times < 6)
      ? { status: 429, json: { error: { reason: { '.tag': 'too_many_write_operations' } } } }
      : orderly(call),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files.slice(0, 1))), [])
  t.deepEqual(count(dropbox.routes()), {
    upload: 1,
    'upload_session/start': 1,
    'upload_session/finish_batch_v2': 6,
  })
})

test('a small file that meets other writers where sessions are not to be had is sent until it comes through', async (t) => {
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (call.route === 'files/upload' && times < 4)
      return { status: 429, json: { error: { reason: { '.tag': 'too_many_write_operations' } } } }
    return call.route === 'files/upload' ? orderly(call) : { status: 400, text: 'Unknown API function' }
  })
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files.slice(0, 1))), [])
  t.deepEqual(count(dropbox.routes()), { upload: 4, 'upload_session/start': 1 })
})
