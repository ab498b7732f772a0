import test from 'ava'
import type { ItemResult, UploadRequest } from '../../../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, uploaded } from '../../emulated-dropbox.ts'
import { fileMetadata, scriptedDropbox } from '../../scripted-dropbox.ts'
import { count, failed, files, hashes, metadataOf, orderly, orderlyBut } from './orderly-dropbox.ts'

test('a commit that is refused whole is halved until the one to blame is found', async (t) => {
  const dropbox = await scriptedDropbox(t, (call) =>
    call.route.endsWith('finish_batch_v2') &&
    call.argument.entries.some((entry: { commit: { path: string } }) => entry.commit.path === '/File 7.txt')
      ? { status: 400, text: "request body: entries[7].commit.path: '/File 7.txt' did not match pattern" }
      : orderly(call),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), ['/File 7.txt name-refused'])
})

test('a session that is gone at the commit is made up for by sending the file again', async (t) => {
  const gone = {
    '.tag': 'failure',
    failure: { '.tag': 'lookup_failed', lookup_failed: { '.tag': 'not_found' } },
  }
  const dropbox = await scriptedDropbox(t, (call) => orderlyBut(call, 4, () => gone))
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  t.deepEqual(count(dropbox.routes()), {
    'upload_session/start_batch': 1,
    'upload_session/append_batch': 1,
    'upload_session/finish_batch_v2': 1,
    get_metadata: 1,
    upload: 1,
  })
})

test('a file that Dropbox put under another name is not taken for the one that was sent', async (t) => {
  const renamed = { path_lower: '/file 1 (1).txt', path_display: '/File 1 (1).txt' }
  const dropbox = await scriptedDropbox(t, (call) =>
    orderlyBut(call, 1, (entry) => ({ ...entry, ...renamed })),
  )
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), ['/File 1.txt name-refused'])
})

test('other bytes at a committed path are replaced by those that were to be there', async (t) => {
  const other = { content_hash: 'ab'.repeat(32), rev: 'badbadbad1' }
  const dropbox = await scriptedDropbox(t, (call) => orderlyBut(call, 1, (entry) => ({ ...entry, ...other })))
  t.deepEqual(failed(await uploaded(dropbox.cloud(), files)), [])
  const plain = dropbox.calls.find(({ route }) => route === 'files/upload')
  t.deepEqual(plain?.argument.mode, { '.tag': 'update', update: 'badbadbad1' })
})

test('a conflict is a conflict unless Dropbox holds the same content', async (t) => {
  const conflict = {
    '.tag': 'failure',
    failure: { '.tag': 'path', path: { '.tag': 'conflict', conflict: { '.tag': 'file' } } },
  }
  const dropbox = await scriptedDropbox(t, (call) => {
    if (call.route.endsWith('finish_batch_v2'))
      return { json: { entries: call.argument.entries.map(() => conflict) } }
    if (!call.route.endsWith('get_metadata')) return orderly(call)
    const { path } = call.argument
    if (path === '/File 1.txt') return { json: { '.tag': 'file', ...metadataOf(path) } }
    if (path === '/File 2.txt')
      return { json: { '.tag': 'file', ...fileMetadata(path, 'ab'.repeat(32), 100) } }
    if (path === '/File 3.txt')
      return { json: { '.tag': 'folder', name: 'x', path_lower: '/file 3.txt', id: 'id:x' } }
    return orderly(call)
  })
  t.deepEqual(
    failed(await uploaded(dropbox.cloud(), files)),
    files.map(({ path }) => `${path} conflict`).filter((line) => !line.startsWith('/File 1.txt')),
  )
})

test('what is in Dropbox is told, even when the run ends for another reason', async (t) => {
  const requests: UploadRequest[] = Array.from({ length: 1500 }, (_, index) =>
    fileToUpload(`/${index}`, bytesOf(10, index)),
  )
  for (const { path, hash } of requests) hashes.set(path, hash)
  const dropbox = await scriptedDropbox(t, (call, times) => {
    if (call.route.endsWith('start_batch') && times >= 2) return { status: 500, text: '' }
    return orderly(call)
  })
  const results = new Map<string, ItemResult<unknown>>()
  const { signal } = new AbortController()
  const sessions = { get: () => undefined, put: () => {}, delete: () => {} }
  await t.throwsAsync(
    async () => {
      for await (const [request, result] of dropbox.cloud().upload(requests, { signal, sessions }))
        results.set(request.path, result)
    },
    { code: 'offline' },
  )
  t.is(results.size, 1000)
  t.deepEqual(failed(results), [])
})
