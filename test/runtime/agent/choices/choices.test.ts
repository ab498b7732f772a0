import test from 'ava'
import { type ChoiceItem, choicesOf } from '../../../../runtime/agent/choices/choices.ts'
import { knownItems } from '../../../../runtime/agent/choices/items.ts'
import { keyOf } from '../../../../runtime/core/path.ts'
import type { SelectionRule } from '../../../../runtime/core/selection.ts'
import type { Store } from '../../../../runtime/ports/store.ts'
import {
  localFile,
  localFolder,
  remoteFile,
  remoteFolder,
  syncedFile,
  syncedFolder,
} from '../../store/entries.ts'
import { memoryStore } from '../../store/memory-store.ts'

const include = (display: string): SelectionRule => ({ path: keyOf(display), display, include: true })
const exclude = (display: string): SelectionRule => ({ path: keyOf(display), display, include: false })
const nothingIgnored = () => false

/** A store in which Dropbox has Photos/2024/a.jpg, Photos/Raw/b.raw and Music/song.mp3, of 100 bytes each. */
function storeWith(...rules: SelectionRule[]): Store {
  const store = memoryStore()
  for (const path of ['/Photos', '/Photos/2024', '/Photos/Raw', '/Music'])
    store.setRemote(keyOf(path), remoteFolder(path))
  for (const path of ['/Photos/2024/a.jpg', '/Photos/Raw/b.raw', '/Music/song.mp3'])
    store.setRemote(keyOf(path), remoteFile(path, 'a', 100))
  store.setSelection(rules)
  return store
}

/** Puts a file of Dropbox on the box, so that both sides are the same. */
function bringDown(store: Store, path: string): void {
  const folder = path.slice(0, path.lastIndexOf('/'))
  if (folder !== '' && store.get(keyOf(folder)).local === undefined) {
    const above = folder.slice(0, folder.lastIndexOf('/'))
    if (above !== '' && store.get(keyOf(above)).local === undefined) {
      store.setLocal(keyOf(above), localFolder(above))
      store.setSynced(keyOf(above), syncedFolder(above))
    }
    store.setLocal(keyOf(folder), localFolder(folder))
    store.setSynced(keyOf(folder), syncedFolder(folder))
  }
  store.setLocal(keyOf(path), localFile(path, 'a', 11, 100))
  store.setSynced(keyOf(path), syncedFile(path))
}

function states(items: readonly ChoiceItem[]): Record<string, string> {
  return Object.fromEntries(
    items.flatMap((item) => [[item.path, item.state], ...Object.entries(states(item.items ?? []))]),
  )
}

test('a folder is synced when all of it is here, waits until then, and is partly so when some of it was left out', (t) => {
  const store = storeWith(include('/Photos/2024'))
  const all = () => states(choicesOf(store, nothingIgnored, { folder: '', depth: 1 }).items)
  t.deepEqual(all(), {
    '/Music': 'not-synced',
    '/Photos': 'partly',
    '/Photos/2024': 'waiting',
    '/Photos/Raw': 'not-synced',
  })
  bringDown(store, '/Photos/2024/a.jpg')
  t.is(all()['/Photos/2024'], 'synced')
  store.setSelection([include('/Photos'), exclude('/Photos/Raw'), include('/Music')])
  t.deepEqual(all(), {
    '/Music': 'waiting',
    '/Photos': 'partly',
    '/Photos/2024': 'synced',
    '/Photos/Raw': 'not-synced',
  })
})

test('an included folder inside an excluded one, and the reverse in it, are each told', (t) => {
  const store = storeWith(
    include(''),
    exclude('/Photos'),
    include('/Photos/2024'),
    exclude('/Photos/2024/a.jpg'),
  )
  t.deepEqual(states(choicesOf(store, nothingIgnored, { folder: '', depth: 1 }).items), {
    '/Music': 'waiting',
    '/Photos': 'partly',
    '/Photos/2024': 'partly',
    '/Photos/2024/a.jpg': 'not-synced',
    '/Photos/Raw': 'not-synced',
  })
})

test('each item has its size, and what of it is here and what waits', (t) => {
  const store = storeWith(include(''))
  bringDown(store, '/Photos/2024/a.jpg')
  const [, photos] = choicesOf(store, nothingIgnored, { folder: '', depth: 1 }).items
  t.deepEqual(photos, {
    path: '/Photos',
    kind: 'folder',
    state: 'waiting',
    files: 2,
    bytes: 200,
    synced: { files: 1, bytes: 100 },
    waiting: { files: 1, bytes: 100 },
    items: undefined,
  })
})

test('what was made here and is not in Dropbox yet is told, and waits', (t) => {
  const store = storeWith(include('/Draft'))
  store.setLocal('/draft', localFolder('/Draft'))
  store.setLocal('/draft/x', localFile('/Draft/x', 'c', 15, 7))
  const [draft] = choicesOf(store, nothingIgnored, { folder: '', depth: 1 }).items
  t.like(draft, { path: '/Draft', state: 'waiting', bytes: 7, waiting: { files: 1, bytes: 7 } })
})

test('nobody waits for what an ignore rule keeps out', (t) => {
  const store = storeWith(include(''))
  const { items } = choicesOf(store, (path) => path.includes('song') || path === '/photos', {
    folder: '',
    depth: 1,
  })
  t.deepEqual(states(items), { '/Music': 'synced' })
})

test('a folder is looked into as deep as was asked for', (t) => {
  const store = storeWith(include(''))
  const at = (folder: string, depth: number) =>
    Object.keys(states(choicesOf(store, nothingIgnored, { folder, depth }).items))
  t.deepEqual(at('', 2), ['/Music', '/Music/song.mp3', '/Photos', '/Photos/2024', '/Photos/Raw'])
  t.deepEqual(at('/PHOTOS', 1), ['/Photos/2024', '/Photos/Raw'])
  t.deepEqual(at('/nowhere', 1), [])
})

test('what is known in a folder is what either side has, in its own spelling', (t) => {
  const store = storeWith(include(''))
  store.setLocal('/draft', localFolder('/Draft'))
  t.deepEqual(knownItems(store)('').sort(), ['/Draft', '/Music', '/Photos'])
  t.deepEqual(knownItems(store)('/photos').sort(), ['/Photos/2024', '/Photos/Raw'])
})
