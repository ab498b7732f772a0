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

const plain = { '.tag': 'file', ...fileMetadata('/a', hash, 1) }
for (const [name, entry] of [
  ['a file without a revision', { ...plain, rev: undefined }],
  ['a revision that is none', { ...plain, rev: '../../etc/passwd' }],
  ['a negative size', { ...plain, size: -1 }],
  ['a size that no number can hold exactly', { ...plain, size: 2 ** 53 }],
  ['a size that is a text', { ...plain, size: '1' }],
  ['a hash that is none', { ...plain, content_hash: 'abc' }],
  ['no time', { ...plain, client_modified: undefined }],
  ['an id that is an object', { ...plain, id: { toString: 'id' } }],
] as const)
  test(`${name} makes a file one that is held, and not one that is gone`, async (t) => {
    const other = { '.tag': 'file', ...fileMetadata('/b', hash, 1) }
    const json = { entries: [entry, other], cursor: 'c', has_more: false }
    const dropbox = await scriptedDropbox(t, () => ({ json }))
    const { changes } = await dropbox.cloud().changes('c')
    t.like(changes[0], { kind: 'present', path: '/a', entry: { name: 'a', rev: '', downloadable: false } })
    t.like(changes[1], { kind: 'present', path: '/b', entry: { downloadable: true } })
  })

test('a folder without an id is a folder all the same', async (t) => {
  const entries = [{ '.tag': 'folder', name: 'A', path_lower: '/a' }]
  const dropbox = await scriptedDropbox(t, () => ({ json: { entries, cursor: 'c', has_more: false } }))
  t.deepEqual((await dropbox.cloud().changes('c')).changes, [
    { kind: 'present', path: '/a', entry: { kind: 'folder', name: 'A', id: '' } },
  ])
})

test('a time that is none counts as the oldest', async (t) => {
  const entries = [{ ...plain, client_modified: 'yesterday' }]
  const dropbox = await scriptedDropbox(t, () => ({ json: { entries, cursor: 'c', has_more: false } }))
  t.like((await dropbox.cloud().changes('c')).changes[0], { entry: { modified: 0, downloadable: true } })
})

for (const [what, display] of [
  ['another name', '/b'],
  ['a place outside', '/../../home/me/.bashrc'],
  ['the folder above', '/..'],
  ['no name', '/x/'],
] as const)
  test(`what is shown as ${what} has the name of its key`, async (t) => {
    const entries = [{ ...plain, path_display: display }]
    const dropbox = await scriptedDropbox(t, () => ({ json: { entries, cursor: 'c', has_more: false } }))
    t.like((await dropbox.cloud().changes('c')).changes[0], { path: '/a', entry: { name: 'a' } })
  })

test('a name with half of a surrogate pair is the same in the key, so that the store gives back what it was given', async (t) => {
  const entries = [{ ...plain, name: 'x\ud800', path_lower: '/x\ud800', path_display: '/x\ud800' }]
  const dropbox = await scriptedDropbox(t, () => ({ json: { entries, cursor: 'c', has_more: false } }))
  t.like((await dropbox.cloud().changes('c')).changes[0], { path: '/x\ufffd', entry: { name: 'x\ufffd' } })
})

test('a path longer than any on a box ends in the first folder that is too long', async (t) => {
  const path_lower = '/d'.repeat(100_000)
  const entries = [
    { ...plain, path_lower, path_display: path_lower },
    { '.tag': 'deleted', name: 'd', path_lower, path_display: path_lower },
  ]
  const dropbox = await scriptedDropbox(t, () => ({ json: { entries, cursor: 'c', has_more: false } }))
  t.deepEqual((await dropbox.cloud().changes('c')).changes, [
    { kind: 'present', path: '/d'.repeat(2048), entry: { kind: 'folder', name: 'd', id: '' } },
  ])
})

for (const [name, entry] of [
  ['no entry at all', null],
  ['a list', []],
  ['a file without a name', { ...plain, name: undefined }],
  ['a path that does not begin at the root', { ...plain, path_lower: 'a' }],
  ['a path with an empty name in it', { ...plain, path_lower: '/b//a' }],
  ['a path that ends with a slash', { ...plain, path_lower: '/a/' }],
] as const)
  test(`${name} spoils the page, which is not taken for a shorter one`, async (t) => {
    const json = { entries: [entry], cursor: 'c', has_more: false }
    const dropbox = await scriptedDropbox(t, () => ({ json }))
    await t.throwsAsync(dropbox.cloud().changes('c'), { code: 'bad-answer' })
  })

test('waiting is not authorised and asks for no more time than Dropbox allows', async (t) => {
  const dropbox = await scriptedDropbox(t, (_, times) => ({ json: { changes: times > 1 } }))
  const cloud = dropbox.cloud()
  const { signal } = new AbortController()
  t.false(await cloud.waitForChange('c', signal))
  t.true(await cloud.waitForChange('c', signal))
  const [call] = dropbox.calls
  t.is(call?.route, 'files/list_folder/longpoll')
  t.is(call?.headers.authorization, undefined)
  t.is(call?.argument.cursor, 'c')
  t.true(call?.argument.timeout >= 30 && call?.argument.timeout <= 480)
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

test('a cursor that grows without end is refused', async (t) => {
  const json = { entries: [], cursor: 'c'.repeat(100_000), has_more: true }
  const dropbox = await scriptedDropbox(t, () => ({ json }))
  await t.throwsAsync(dropbox.cloud().changes('c'), { code: 'bad-answer' })
})
