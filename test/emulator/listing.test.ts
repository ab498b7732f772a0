import test from 'ava'
import { type Caller, callerOf, emulateFor, type Reply } from './emulation.ts'

interface Entry {
  '.tag': string
  path_display: string
  path_lower: string
  id?: string
}

const displays = (reply: Reply): string[] => reply.json.entries.map((entry: Entry) => entry.path_display)
const told = (entries: readonly Entry[]): string[] =>
  entries.map((entry) => `${entry['.tag'] === 'deleted' ? '-' : '+'}${entry.path_display}`)

async function drain(
  me: Caller,
  cursor: string,
): Promise<{ entries: Entry[]; cursor: string; pages: number }> {
  const entries: Entry[] = []
  for (let pages = 1; ; pages += 1) {
    const { json } = await me.rpc('files/list_folder/continue', { cursor })
    entries.push(...json.entries)
    cursor = json.cursor
    if (!json.has_more) return { entries, cursor, pages }
  }
}

const latest = async (me: Caller, path = '', more = {}): Promise<string> =>
  (await me.rpc('files/list_folder/get_latest_cursor', { path, recursive: true, ...more })).json.cursor

test('a folder lists its own children, recursively everything, itself included', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a/b/c.txt', 'c')
  await me.put('/a.txt', 'a')
  t.deepEqual(displays(await me.rpc('files/list_folder', { path: '' })), ['/a', '/a.txt'])
  t.deepEqual(displays(await me.rpc('files/list_folder', { path: '/A' })), ['/a/b'])
  t.deepEqual(displays(await me.rpc('files/list_folder', { path: '', recursive: true })), [
    '/a',
    '/a.txt',
    '/a/b',
    '/a/b/c.txt',
  ])
  t.deepEqual(displays(await me.rpc('files/list_folder', { path: '/a', recursive: true })), [
    '/a',
    '/a/b',
    '/a/b/c.txt',
  ])
})

test('entries carry everything that a file and a folder have', async (t) => {
  const { me } = await emulateFor(t, { now: () => Date.UTC(2026, 10, 21, 12, 0, 0, 999) })
  await me.put('/a/b.txt', 'Hello Dropbox!', { client_modified: '2020-02-02T02:02:02Z' })
  const { json } = await me.rpc('files/list_folder', { path: '', recursive: true })
  const [folder, file] = json.entries
  t.deepEqual(Object.keys(folder), ['.tag', 'name', 'path_lower', 'path_display', 'id'])
  t.like(file, {
    '.tag': 'file',
    name: 'b.txt',
    client_modified: '2020-02-02T02:02:02Z',
    server_modified: '2026-11-21T12:00:00Z',
    size: 14,
    is_downloadable: true,
    content_hash: '16dff8700700b9aa627e24bbf832940c084b41ade5c5d6fe5417963a547ed9c2',
  })
  t.regex(file.id, /^id:[A-Za-z0-9_-]{22}$/)
  t.regex(file.rev, /^[0-9a-f]{9,}$/)
})

test('listing something that is no folder, or is not there, is an error', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/file', 'x')
  const tagOf = async (path: string) => (await me.rpc('files/list_folder', { path })).json.error.path['.tag']
  t.is(await tagOf('/file'), 'not_folder')
  t.is(await tagOf('/nothing'), 'not_found')
  t.is(await tagOf('/a/./b'), 'malformed_path')
})

test('limit makes pages, and a change during the listing comes after it', async (t) => {
  const { me } = await emulateFor(t)
  for (const name of ['a', 'b', 'c', 'd']) await me.put(`/${name}`, name)
  const first = await me.rpc('files/list_folder', { path: '', limit: 3 })
  t.deepEqual(displays(first), ['/a', '/b', '/c'])
  t.true(first.json.has_more)
  await me.rpc('files/delete_v2', { path: '/a' })
  await me.put('/0', 'late')
  const rest = await drain(me, first.json.cursor)
  t.deepEqual(told(rest.entries), ['+/d'])
  t.deepEqual(told((await drain(me, rest.cursor)).entries), ['-/a', '+/0'])
})

test('include_deleted lists what is gone', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/gone/x', 'x')
  await me.rpc('files/delete_v2', { path: '/gone' })
  const { json } = await me.rpc('files/list_folder', { path: '', recursive: true, include_deleted: true })
  t.deepEqual(told(json.entries), ['-/gone', '-/gone/x'])
})

test('a cursor tells the latest state of each path, in the order of the changes', async (t) => {
  const { me } = await emulateFor(t)
  const cursor = await latest(me)
  await me.put('/b', '1')
  await me.put('/a', '1')
  await me.put('/b', '2', { mode: 'overwrite' })
  const { entries, cursor: next } = await drain(me, cursor)
  t.deepEqual(told(entries), ['+/a', '+/b'])
  t.deepEqual((await drain(me, next)).entries, [])
  t.deepEqual(told((await drain(me, cursor)).entries), ['+/a', '+/b'], 'a cursor can be used again')
})

test('deleting a folder is one entry', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a/b/c', '1')
  const cursor = await latest(me)
  await me.rpc('files/delete_v2', { path: '/a' })
  t.deepEqual(told((await drain(me, cursor)).entries), ['-/a'])
})

for (const [mode, expected] of [
  ['folder_then_children', ['-/a', '-/a/b', '-/a/b/c']],
  ['children_then_folder', ['-/a/b/c', '-/a/b', '-/a']],
] as const) {
  test(`deleting a folder may tell its children, ${mode}`, async (t) => {
    const { me } = await emulateFor(t, { config: { log: { folderDeletion: mode } } })
    await me.put('/a/b/c', '1')
    const cursor = await latest(me)
    await me.rpc('files/delete_v2', { path: '/a' })
    t.deepEqual(told((await drain(me, cursor)).entries), [...expected])
  })
}

test('a move is the deletion of the old place and every item of the new, with the same ids', async (t) => {
  const { me } = await emulateFor(t)
  const file = await me.put('/a/b/c', '1')
  const cursor = await latest(me)
  await me.rpc('files/move_v2', { from_path: '/a', to_path: '/z' })
  const { entries } = await drain(me, cursor)
  t.deepEqual(told(entries), ['-/a', '+/z', '+/z/b', '+/z/b/c'])
  t.is(entries.at(-1)?.id, file.id)
})

test('a folder made again does not bring back what was in the old one', async (t) => {
  const { emulator, me } = await emulateFor(t)
  await me.put('/a/old', '1')
  const cursor = await latest(me)
  await me.rpc('files/delete_v2', { path: '/a' })
  await me.put('/a/new', '1')
  t.deepEqual(told((await drain(me, cursor)).entries), ['-/a/old', '+/a', '+/a/new'])

  emulator.configure({ log: { recreation: 'delete_and_add' } })
  const second = await latest(me)
  await me.rpc('files/delete_v2', { path: '/a' })
  await me.put('/a/newer', '1')
  t.deepEqual(told((await drain(me, second)).entries), ['-/a', '+/a', '+/a/newer'])
  const inside = await latest(me, '/a', { recursive: false })
  await me.rpc('files/delete_v2', { path: '/a' })
  await me.rpc('files/create_folder_v2', { path: '/a' })
  t.deepEqual((await me.rpc('files/list_folder/continue', { cursor: inside })).json.error, {
    '.tag': 'reset',
  })
})

test('a cursor of one folder tells nothing of another, and fails when its folder is gone', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/in/x', '1')
  const flat = (await me.rpc('files/list_folder', { path: '/in' })).json.cursor
  await me.put('/out/y', '1')
  await me.put('/in/deeper/z', '1')
  t.deepEqual(told((await drain(me, flat)).entries), ['+/in/deeper'])
  await me.rpc('files/delete_v2', { path: '/in' })
  const reply = await me.rpc('files/list_folder/continue', { cursor: flat })
  t.deepEqual(reply.json.error, { '.tag': 'path', path: { '.tag': 'not_found' } })
})

test('a cursor is bound to its app, and garbage is a 400 or a reset', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const cursor = await latest(me)
  t.is((await me.rpc('files/list_folder/continue', { cursor: `${cursor}x` })).status, 400)
  t.is((await me.rpc('files/list_folder/continue', { cursor: 'AAAA' })).status, 400)
  const otherApp = callerOf(emulator, emulator.issueToken({ app: 'another' }).access_token)
  t.is((await otherApp.rpc('files/list_folder/continue', { cursor })).status, 400)
  emulator.configure({ cursors: { garbage: 'reset' } })
  t.deepEqual((await me.rpc('files/list_folder/continue', { cursor: 'AAAA' })).json.error, {
    '.tag': 'reset',
  })
})

test('all cursors can be made stale', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const cursor = await latest(me)
  await fetch(`${emulator.url}/emulator/cursors/reset`, { method: 'POST' })
  t.deepEqual((await me.rpc('files/list_folder/continue', { cursor })).json.error, { '.tag': 'reset' })
  t.deepEqual((await drain(me, await latest(me))).entries, [])
})

test('pages can be forced to one entry, and an empty page can come before each', async (t) => {
  const { me } = await emulateFor(t, { config: { pages: { forced: 1, empty: true } } })
  await me.put('/a', '1')
  await me.put('/b', '1')
  const first = await me.rpc('files/list_folder', { path: '' })
  t.deepEqual(first.json.entries, [])
  t.true(first.json.has_more)
  const { entries, pages } = await drain(me, first.json.cursor)
  t.deepEqual(told(entries), ['+/a', '+/b'])
  t.is(pages, 3)
})

test('a listing can come in any order', async (t) => {
  const { me } = await emulateFor(t, { config: { listing: { order: 'shuffled' }, pages: { forced: 3 } } })
  const paths = Array.from({ length: 20 }, (_, index) => `/f/${String(index).padStart(2, '0')}`)
  for (const path of paths) await me.put(path, path)
  const first = await me.rpc('files/list_folder', { path: '', recursive: true })
  const all = [
    ...displays(first),
    ...(await drain(me, first.json.cursor)).entries.map((entry) => entry.path_display),
  ]
  t.deepEqual([...all].sort(), ['/f', ...paths])
  t.notDeepEqual(all, ['/f', ...paths])
})

test('cloud documents can be left out', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/note.paper', 'x')
  await me.put('/note.txt', 'x')
  const reply = await me.rpc('files/list_folder', { path: '', include_non_downloadable_files: false })
  t.deepEqual(displays(reply), ['/note.txt'])
  const [paper] = (await me.rpc('files/list_folder', { path: '' })).json.entries
  t.false(paper.is_downloadable)
  t.deepEqual(paper.export_info.export_as, 'markdown')
})

test('what lay in a deleted folder is listed or not, and the folder itself may be listed', async (t) => {
  const { emulator, me } = await emulateFor(t)
  await me.put('/a/f/x', '1')
  await me.put('/a/y', '1')
  for (const path of ['/a/f', '/a/y']) await me.rpc('files/delete_v2', { path })
  const list = (path: string, more = {}) =>
    me.rpc('files/list_folder', { path, recursive: true, include_deleted: true, ...more })
  t.deepEqual(displays(await list('/a')).sort(), ['/a', '/a/f', '/a/f/x', '/a/y'])
  t.deepEqual((await list('/a/f')).json.error, { '.tag': 'path', path: { '.tag': 'not_found' } })
  emulator.configure({ listing: { insideDeleted: 'untold' } })
  t.deepEqual(displays(await list('/a')).sort(), ['/a', '/a/f', '/a/y'])
  emulator.configure({ listing: { deletedFolder: 'accept' } })
  t.deepEqual(displays(await list('/a/f')).sort(), ['/a/f', '/a/f/x'])
  t.is((await list('/a/f', { include_deleted: false })).status, 409)
})
