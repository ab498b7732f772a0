import test from 'ava'
import { type Caller, emulateFor } from './emulation.ts'

const nested = (tag: string, inner: unknown) => ({ '.tag': tag, [tag]: inner })
const conflict = (what: string) => nested('conflict', { '.tag': what })

async function paths(me: Caller): Promise<string[]> {
  const { json } = await me.rpc('files/list_folder', { path: '', recursive: true })
  return json.entries.map((entry: { path_display: string }) => entry.path_display)
}

test('a folder is made with the folders above it, and not twice', async (t) => {
  const { me } = await emulateFor(t)
  const made = await me.rpc('files/create_folder_v2', { path: '/A/B/C' })
  t.deepEqual(Object.keys(made.json.metadata), ['name', 'path_lower', 'path_display', 'id'])
  t.deepEqual(
    (await me.rpc('files/create_folder_v2', { path: '/a/b/c' })).json.error,
    nested('path', conflict('folder')),
  )
  const renamed = await me.rpc('files/create_folder_v2', { path: '/a/b/c', autorename: true })
  t.is(renamed.json.metadata.path_display, '/A/B/c (1)')
  await me.put('/file', 'x')
  t.deepEqual(
    (await me.rpc('files/create_folder_v2', { path: '/file' })).json.error,
    nested('path', conflict('file')),
  )
  t.deepEqual(
    (await me.rpc('files/create_folder_v2', { path: '/file/below' })).json.error,
    nested('path', conflict('file_ancestor')),
  )
})

test('delete gives what was there, takes everything below, and wants the current rev if one is named', async (t) => {
  const { me } = await emulateFor(t)
  const file = await me.put('/a/b/c', '1')
  const newer = await me.put('/a/b/c', '2', { mode: 'overwrite' })
  const stale = await me.rpc('files/delete_v2', { path: '/a/b/c', parent_rev: file.rev })
  t.deepEqual(stale.json.error, nested('path_write', conflict('file')))
  const deleted = await me.rpc('files/delete_v2', { path: '/a/b/c', parent_rev: newer.rev })
  t.like(deleted.json.metadata, { '.tag': 'file', rev: newer.rev })
  t.like((await me.rpc('files/delete_v2', { path: '/a' })).json.metadata, { '.tag': 'folder', name: 'a' })
  t.deepEqual(await paths(me), [])
  t.deepEqual(
    (await me.rpc('files/delete_v2', { path: '/a' })).json.error,
    nested('path_lookup', { '.tag': 'not_found' }),
  )
  const gone = await me.rpc('files/get_metadata', { path: '/a/b/c', include_deleted: true })
  t.deepEqual(gone.json, { '.tag': 'deleted', name: 'c', path_lower: '/a/b/c', path_display: '/a/b/c' })
})

test('a move keeps id, hash and client_modified, and makes a new rev', async (t) => {
  const { me } = await emulateFor(t)
  const before = await me.put('/a/x.txt', '1', { client_modified: '2001-01-01T01:01:01Z' })
  const { metadata } = (await me.rpc('files/move_v2', { from_path: '/a/x.txt', to_path: '/b/y.txt' })).json
  t.like(metadata, {
    '.tag': 'file',
    id: before.id,
    content_hash: before.content_hash,
    client_modified: before.client_modified,
    path_display: '/b/y.txt',
  })
  t.not(metadata.rev, before.rev)
  t.is((await me.download('files/download', { path: `rev:${before.rev}` })).text, '1')
})

test('a copy has ids of its own', async (t) => {
  const { me } = await emulateFor(t)
  const before = await me.put('/a/x.txt', '1')
  const { metadata } = (await me.rpc('files/copy_v2', { from_path: '/a', to_path: '/b' })).json
  t.is(metadata['.tag'], 'folder')
  const copy = (await me.rpc('files/get_metadata', { path: '/b/x.txt' })).json
  t.not(copy.id, before.id)
  t.is(copy.content_hash, before.content_hash)
  t.deepEqual(await paths(me), ['/a', '/a/x.txt', '/b', '/b/x.txt'])
})

test('move and copy never overwrite, and never put a folder into itself', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a/x', '1')
  await me.put('/b', '1')
  const error = async (how: string, from_path: string, to_path: string) =>
    (await me.rpc(`files/${how}_v2`, { from_path, to_path })).json.error
  t.deepEqual(await error('move', '/a', '/b'), nested('to', conflict('file')))
  t.deepEqual(await error('copy', '/b', '/a'), nested('to', conflict('folder')))
  t.deepEqual(await error('move', '/a', '/a/inside'), { '.tag': 'cant_move_folder_into_itself' })
  t.deepEqual(await error('copy', '/a', '/a/inside'), { '.tag': 'duplicated_or_nested_paths' })
  t.deepEqual(await error('move', '/none', '/c'), nested('from_lookup', { '.tag': 'not_found' }))
  t.deepEqual(await error('move', '/a', '/b/below'), nested('to', conflict('file_ancestor')))
  t.deepEqual(await error('move', '/a', '/x '), nested('to', { '.tag': 'malformed_path' }))
  const renamed = await me.rpc('files/move_v2', { from_path: '/a/x', to_path: '/b', autorename: true })
  t.is(renamed.json.metadata.name, 'b (1)')
})

test('a move to other letters of the same name is done and told', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/folder/File', '1')
  const { cursor } = (await me.rpc('files/list_folder', { path: '', recursive: true })).json
  const moved = await me.rpc('files/move_v2', { from_path: '/folder', to_path: '/FOLDER', autorename: true })
  t.is(moved.json.metadata.path_display, '/FOLDER')
  t.deepEqual(await paths(me), ['/FOLDER', '/FOLDER/File'])
  t.is((await me.rpc('files/list_folder/continue', { cursor })).json.entries.length, 2)
})

test('a move to other letters may be silent, or refused', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { names: { caseOnlyMove: 'silent' } } })
  await me.put('/folder/File', '1')
  const { cursor } = (await me.rpc('files/list_folder', { path: '', recursive: true })).json
  await me.rpc('files/move_v2', { from_path: '/folder', to_path: '/FOLDER' })
  t.deepEqual(await paths(me), ['/FOLDER', '/FOLDER/File'])
  t.deepEqual((await me.rpc('files/list_folder/continue', { cursor })).json.entries, [])
  emulator.configure({ names: { caseOnlyMove: 'refuse' } })
  const refused = await me.rpc('files/move_v2', { from_path: '/folder', to_path: '/folder' })
  t.deepEqual(refused.json.error, nested('to', conflict('folder')))
})

test('batches answer at once or by a job, as configured', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { batches: { mode: 'sync' } } })
  await me.put('/a', '1')
  t.is((await me.rpc('files/delete_batch', { entries: [{ path: '/a' }] })).json['.tag'], 'complete')
  emulator.configure({ batches: { mode: 'async', pendingPolls: 2 } })
  await me.put('/b', '1')
  const entries = [
    { from_path: '/b', to_path: '/c' },
    { from_path: '/none', to_path: '/d' },
  ]
  const { async_job_id } = (await me.rpc('files/move_batch_v2', { entries })).json
  t.regex(async_job_id, /^dbjid:AA/)
  const check = () => me.rpc('files/move_batch/check_v2', { async_job_id })
  t.is((await check()).json['.tag'], 'in_progress')
  t.is((await check()).json['.tag'], 'in_progress')
  const done = (await check()).json
  t.is(done['.tag'], 'complete')
  t.like(done.entries[0], { '.tag': 'success', success: { '.tag': 'file', name: 'c' } })
  t.deepEqual(done.entries[1], {
    '.tag': 'failure',
    failure: nested('relocation_error', nested('from_lookup', { '.tag': 'not_found' })),
  })
  const wrong = await me.rpc('files/copy_batch/check_v2', { async_job_id })
  t.deepEqual(wrong.json.error, { '.tag': 'invalid_async_job_id' })
})

test('delete_batch is a job by itself, with a result for each entry', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a', '1')
  const { async_job_id } = (
    await me.rpc('files/delete_batch', { entries: [{ path: '/a' }, { path: '/none' }] })
  ).json
  await me.rpc('files/delete_batch/check', { async_job_id })
  const done = (await me.rpc('files/delete_batch/check', { async_job_id })).json
  t.like(done.entries[0], { '.tag': 'success', metadata: { '.tag': 'file', name: 'a' } })
  t.deepEqual(done.entries[1], { '.tag': 'failure', failure: nested('path_lookup', { '.tag': 'not_found' }) })
})

test('create_folder_batch makes a path given twice once, and tells both', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/file', 'x')
  const { json } = await me.rpc('files/create_folder_batch', { paths: ['/a', '/file', '/A'] })
  t.is(json['.tag'], 'complete')
  t.deepEqual(json.entries[0], json.entries[2])
  t.false('.tag' in json.entries[0].metadata)
  t.deepEqual(json.entries[1], { '.tag': 'failure', failure: nested('path', conflict('file')) })
  const job = (await me.rpc('files/create_folder_batch', { paths: ['/b'], force_async: true })).json
  t.is(job['.tag'], 'async_job_id')
})

test('copy_batch_v2 copies', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a', '1')
  const { json } = await me.rpc('files/copy_batch_v2', { entries: [{ from_path: '/a', to_path: '/b' }] })
  t.is(json.entries[0].success.name, 'b')
})

test('revisions are told newest first, of a deleted file too, and any can be restored', async (t) => {
  const { me } = await emulateFor(t)
  const first = await me.put('/a', '1')
  const second = await me.put('/a', '2', { mode: 'overwrite' })
  const third = await me.put('/a', '3', { mode: 'overwrite' })
  const list = async (more = {}) => (await me.rpc('files/list_revisions', { path: '/a', ...more })).json
  const revs = (json: { entries: { rev: string }[] }) => json.entries.map((entry) => entry.rev)
  const all = await list()
  t.false(all.is_deleted)
  t.false('.tag' in all.entries[0])
  t.deepEqual(revs(all), [third.rev, second.rev, first.rev])
  const page = await list({ limit: 1 })
  t.true(page.has_more)
  t.deepEqual(revs(await list({ before_rev: third.rev })), [second.rev, first.rev])
  await me.rpc('files/delete_v2', { path: '/a' })
  const deleted = await list()
  t.true(deleted.is_deleted)
  t.regex(deleted.server_deleted, /Z$/)
  const restored = (await me.rpc('files/restore', { path: '/a', rev: first.rev })).json
  t.is(restored.id, first.id)
  t.false(revs(all).includes(restored.rev))
  t.is((await me.download('files/download', { path: '/a' })).text, '1')
})

test('revisions follow the id across a move, or stay with the path', async (t) => {
  const { me } = await emulateFor(t)
  const first = await me.put('/a', '1')
  await me.rpc('files/move_v2', { from_path: '/a', to_path: '/b' })
  const count = async (argument: unknown) =>
    (await me.rpc('files/list_revisions', argument)).json.entries.length
  t.is(await count({ path: '/b' }), 1)
  t.is(await count({ path: first.id, mode: 'id' }), 2)
  const paged = { path: first.id, mode: 'id', before_rev: first.rev }
  t.deepEqual((await me.rpc('files/list_revisions', paged)).json.error, {
    '.tag': 'before_rev_not_supported',
  })
  t.is((await me.rpc('files/restore', { path: '/b', rev: first.rev })).json.id, first.id)
})

test('what has no revisions, and what cannot be restored, says why', async (t) => {
  const { me } = await emulateFor(t)
  await me.rpc('files/create_folder_v2', { path: '/folder' })
  const file = await me.put('/other', 'x')
  const error = async (route: string, argument: unknown) => (await me.rpc(route, argument)).json.error
  t.deepEqual(
    await error('files/list_revisions', { path: '/folder' }),
    nested('path', { '.tag': 'not_file' }),
  )
  t.deepEqual(await error('files/list_revisions', { path: '/none' }), nested('path', { '.tag': 'not_found' }))
  t.deepEqual(await error('files/restore', { path: '/none', rev: file.rev }), { '.tag': 'invalid_revision' })
  t.deepEqual(await error('files/restore', { path: '/other', rev: '123456789' }), {
    '.tag': 'invalid_revision',
  })
  t.is((await me.rpc('files/restore', { path: '/other', rev: 'XYZ' })).status, 400)
  await me.rpc('files/delete_v2', { path: '/other' })
  await me.rpc('files/create_folder_v2', { path: '/other' })
  t.deepEqual(
    await error('files/restore', { path: '/other', rev: file.rev }),
    nested('path_write', conflict('folder')),
  )
})

test('get_metadata refuses the root and finds by path, id and rev', async (t) => {
  const { me } = await emulateFor(t)
  const file = await me.put('/a', '1')
  t.is(
    (await me.rpc('files/get_metadata', { path: '' })).text,
    'Error in call to API function "files/get_metadata": request body: path: The root folder is unsupported.',
  )
  for (const path of ['/a', file.id, `rev:${file.rev}`]) {
    t.like((await me.rpc('files/get_metadata', { path })).json, {
      '.tag': 'file',
      id: file.id,
      rev: file.rev,
    })
  }
})
