import test from 'ava'
import type { UploadRequest } from '../../../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, uploaded } from '../../emulated-dropbox.ts'
import { scriptedDropbox } from '../../scripted-dropbox.ts'
import { count, failed, files, hashes, orderly } from './orderly-dropbox.ts'

test('a file that takes long to send is in a session before it is committed', async (t) => {
  const large = fileToUpload('/Large.bin', bytesOf(2 * 1024 * 1024, 1))
  hashes.set('/Large.bin', large.hash)
  const dropbox = await scriptedDropbox(t, orderly)
  t.deepEqual(failed(await uploaded(dropbox.cloud(), [large])), [])
  t.deepEqual(count(dropbox.routes()), { 'upload_session/start': 1, 'upload_session/finish_batch_v2': 1 })
})

test('small files are in Dropbox before a large one that goes up beside them', async (t) => {
  const large = fileToUpload('/Largest.bin', bytesOf(9 * 1024 * 1024, 1))
  const { promise: inDropbox, resolve } = Promise.withResolvers<void>()
  const dropbox = await scriptedDropbox(t, async (call) => {
    if (call.route.endsWith('append_v2')) await inDropbox
    if (call.route.endsWith('finish_batch_v2') && call.argument.entries.length === files.length) resolve()
    if (call.route === 'files/upload_session/start') return { json: { session_id: 'large' } }
    return orderly(call)
  })
  hashes.set(large.path, large.hash)
  t.deepEqual(failed(await uploaded(dropbox.cloud(), [...files, large])), [])
})

test('a file larger than Dropbox takes is not read', async (t) => {
  const dropbox = await scriptedDropbox(t, orderly)
  const huge: UploadRequest = {
    ...fileToUpload('/huge', bytesOf(1, 1)),
    size: 2 ** 41,
    open: () => Promise.reject(new Error('opened')),
  }
  t.deepEqual((await uploaded(dropbox.cloud(), [huge])).get('/huge'), {
    ok: false,
    refusal: { reason: 'too-large' },
  })
  t.is(dropbox.calls.length, 0)
})

test('nothing to upload asks nobody', async (t) => {
  const dropbox = await scriptedDropbox(t, orderly)
  t.is((await uploaded(dropbox.cloud(), [])).size, 0)
  t.is(dropbox.calls.length, 0)
})
