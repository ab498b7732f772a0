import test from 'ava'
import type { Connection } from '../../../runtime/cloud/connection/connection.ts'
import { createLongpoll } from '../../../runtime/cloud/longpoll.ts'
import { fileMetadata, refusal, scriptedDropbox } from './scripted-dropbox.ts'
import { createFixedRandom, createVirtualClock } from './virtual-clock.ts'

const hash = 'ab'.repeat(32)

test('the first page asks for everything below the root, as much as may come at once', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: { entries: [], cursor: 'c1', has_more: true } }))
  t.deepEqual(await dropbox.cloud().changes(undefined), { changes: [], cursor: 'c1', more: true })
  t.deepEqual(dropbox.calls[0]?.argument, {
    path: '',
    recursive: true,
    limit: 2000,
    include_deleted: false,
    include_mounted_folders: true,
    include_non_downloadable_files: true,
  })
})

test('entries become changes in their order', async (t) => {
  const entries = [
    { '.tag': 'folder', name: 'Ordner', path_lower: '/a/ordner', path_display: '/A/Ordner', id: 'id:f' },
    { '.tag': 'file', ...fileMetadata('/a/Ordner/B.TXT', hash, 5) },
    { '.tag': 'deleted', name: 'Weg', path_lower: '/weg', path_display: '/Weg' },
    { '.tag': 'something_new', name: 'x', path_lower: '/x' },
    { '.tag': 'folder', name: '', path_lower: '', path_display: '', id: 'id:root' },
    { '.tag': 'file', ...fileMetadata('/unmounted', hash, 5), path_lower: undefined },
    {
      '.tag': 'file',
      ...fileMetadata('/Notes.paper', hash, 9),
      is_downloadable: false,
      export_info: { export_as: 'html' },
      future_field: { deep: [1] },
    },
    { '.tag': 'file', ...fileMetadata('/none', hash, 9), content_hash: undefined },
  ].filter((entry) => entry.name !== '')
  const dropbox = await scriptedDropbox(t, () => ({ json: { entries, cursor: 'c2', has_more: false } }))
  const page = await dropbox.cloud().changes('c1')
  const file = {
    kind: 'file',
    rev: '0123456789abc',
    hash,
    size: 9,
    id: `id:${hash.slice(0, 22)}`,
    modified: Date.UTC(2026, 0, 2, 3, 4, 5),
  }
  t.deepEqual(page.changes, [
    { kind: 'present', path: '/a/ordner', entry: { kind: 'folder', name: 'Ordner', id: 'id:f' } },
    {
      kind: 'present',
      path: '/a/ordner/b.txt',
      entry: { ...file, name: 'B.TXT', size: 5, downloadable: true },
    },
    { kind: 'deleted', path: '/weg' },
    {
      kind: 'present',
      path: '/notes.paper',
      entry: { ...file, name: 'Notes.paper', downloadable: false },
    },
    { kind: 'present', path: '/none', entry: { ...file, name: 'none', hash: '', downloadable: false } },
  ] as never)
})

test('the folder that is listed is not a change in itself', async (t) => {
  const root = { '.tag': 'folder', name: '/', path_lower: '/', path_display: '/', id: 'id:root' }
  const dropbox = await scriptedDropbox(t, () => ({
    json: { entries: [root], cursor: 'c', has_more: false },
  }))
  t.deepEqual((await dropbox.cloud().changes(undefined)).changes, [])
})

for (const [name, reply] of [
  ['reset', refusal({ '.tag': 'reset' })],
  ['a folder that is gone', refusal({ '.tag': 'path', path: { '.tag': 'not_found' } })],
  ['an unknown error', refusal({ '.tag': 'other' })],
  ['a cursor that is none', { status: 400, text: 'cursor: unsupported cursor type' }],
] as const)
  test(`${name} makes the listing start anew`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => reply)
    await t.throwsAsync(dropbox.cloud().changes('c1'), { code: 'cursor-reset' })
    await t.throwsAsync(dropbox.cloud().waitForChange('c1', new AbortController().signal), {
      code: 'cursor-reset',
    })
  })

for (const [name, entry] of [
  ['a file without a revision', { '.tag': 'file', ...fileMetadata('/a', hash, 1), rev: undefined }],
  ['a negative size', { '.tag': 'file', ...fileMetadata('/a', hash, -1) }],
  ['a hash that is none', { '.tag': 'file', ...fileMetadata('/a', 'abc', 1) }],
  ['a folder without an id', { '.tag': 'folder', name: 'a', path_lower: '/a' }],
  ['no entry at all', null],
] as const)
  test(`${name} spoils the page, which is not taken for a shorter one`, async (t) => {
    const json = { entries: [entry], cursor: 'c', has_more: false }
    const dropbox = await scriptedDropbox(t, () => ({ json }))
    await t.throwsAsync(dropbox.cloud().changes('c'), { code: 'bad-answer' })
  })

test('waiting is not authorised and asks for less than three minutes', async (t) => {
  const dropbox = await scriptedDropbox(t, (_, times) => ({ json: { changes: times > 1 } }))
  const cloud = dropbox.cloud()
  const { signal } = new AbortController()
  t.false(await cloud.waitForChange('c', signal))
  t.true(await cloud.waitForChange('c', signal))
  const [call] = dropbox.calls
  t.is(call?.route, 'files/list_folder/longpoll')
  t.is(call?.headers.authorization, undefined)
  t.is(call?.argument.cursor, 'c')
  t.true(call?.argument.timeout >= 30 && call?.argument.timeout <= 180)
})

test('a pause that Dropbox asks for comes before the next question', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: { changes: true, backoff: 60 } }))
  const cloud = dropbox.cloud()
  const { signal } = new AbortController()
  t.true(await cloud.waitForChange('c', signal))
  t.deepEqual(dropbox.clock.sleeps, [])
  await cloud.waitForChange('c', signal)
  t.is(dropbox.clock.sleeps.length, 1)
  t.true((dropbox.clock.sleeps[0] ?? 0) > 59_000)
})

test('a connection that fell silent is no news', async (t) => {
  const connection = {
    clock: createVirtualClock(),
    random: createFixedRandom(),
    longpoll: async () => undefined,
  } as unknown as Connection
  t.false(await createLongpoll(connection)('c', new AbortController().signal))
})

test('waiting can be called off', async (t) => {
  const controller = new AbortController()
  const dropbox = await scriptedDropbox(t, () => ({ raw: () => controller.abort() }))
  await t.throwsAsync(dropbox.cloud().waitForChange('c', controller.signal), { code: 'aborted' })
})
