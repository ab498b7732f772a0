import test, { type ExecutionContext } from 'ava'
import { createMovedFolders } from '../../runtime/engine/observe/moved-folders.ts'
import { createRemoteObserver } from '../../runtime/engine/observe/remote.ts'
import type { ChangePage, Cloud, RemoteChange } from '../../runtime/ports/cloud.ts'
import type { Store } from '../../runtime/ports/store.ts'
import { memoryStore } from '../runtime/store/memory-store.ts'

/** Looks at a Dropbox that answers with these pages; how many were asked for, and what it came to. */
async function looked(
  page: (number: number) => ChangePage,
  store: Store = memoryStore(),
): Promise<{ asked: number; error: unknown; store: Store }> {
  let asked = 0
  const cloud = { changes: async () => page(++asked) } as Partial<Cloud> as Cloud
  const error = await createRemoteObserver(store, cloud, createMovedFolders(store))
    .drain(new AbortController().signal, { changed: () => {}, counted: () => {}, commits: () => 0 })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
  return { asked, error, store }
}

function folderAt(path: string): RemoteChange {
  return { kind: 'present', path, entry: { kind: 'folder', name: path.slice(1), id: `id:${path}` } }
}

function isEndless(t: ExecutionContext, error: unknown): void {
  t.like(error, { name: 'CloudError', code: 'bad-answer' })
  t.regex(String(error), /again and again/)
}

test('the same cursor again, and more to come, is noticed at once', async (t) => {
  const { asked, error } = await looked(() => ({ changes: [], cursor: 'same', more: true }))
  isEndless(t, error)
  t.is(asked, 2)
})

test('empty pages with ever new cursors end after a thousand, and the next look goes on from there', async (t) => {
  const { asked, error, store } = await looked((number) => ({
    changes: [],
    cursor: `c${number}`,
    more: true,
  }))
  isEndless(t, error)
  t.is(asked, 1001)
  t.is(store.cursor(), 'c1000')
  const again = await looked(
    (number) => ({ changes: [folderAt('/a')], cursor: `d${number}`, more: false }),
    store,
  )
  t.is(again.error, undefined)
  t.is(again.store.get('/a').remote?.kind, 'folder')
})

test('the same entries under ever new cursors end too', async (t) => {
  const { error } = await looked((number) => ({
    changes: [folderAt('/a')],
    cursor: `c${number}`,
    more: true,
  }))
  isEndless(t, error)
})

test('an honest account may have any number of pages, and empty ones between them', async (t) => {
  const { asked, error, store } = await looked((number) => ({
    changes: number % 2 === 0 || number > 3000 ? [] : [folderAt(`/${number}`)],
    cursor: `c${number}`,
    more: number < 3000,
  }))
  t.is(error, undefined)
  t.is(asked, 3001)
  t.is(store.count('remote', '').folders, 1500)
})
