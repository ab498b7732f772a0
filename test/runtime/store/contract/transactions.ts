import type { TestFn } from 'ava'
import { remoteFile } from '../entries.ts'
import { everything, misuse, type OpenStore, paths } from './open-store.ts'

/** All or nothing. */
export function transactionsContract(test: TestFn, open: OpenStore): void {
  test('a transaction that fails leaves no trace', async (t) => {
    const store = await open(t)
    store.setSelection(everything)
    store.setRemote('/kept/a', remoteFile('/kept/a'))
    store.setCursor('before')
    store.count('remote', '')
    const failure = new Error('power cut')
    const thrown = t.throws(() =>
      store.transaction(() => {
        store.setRemote('/kept', undefined)
        store.setRemote('/new/b', remoteFile('/new/b'))
        store.rebase('remote', '/new', '/newer')
        store.setSelection([])
        store.setCursor('after')
        store.setValue('account', 'x')
        store.putRoot({ path: '', target: '/d', identity: 'i', generation: 1, device: 1, inode: 1, born: 1 })
        store.sessions.put('k', { session: 's', offset: 1, startedAt: 1 })
        store.record({ at: 1, action: 'a', path: 'p', detail: undefined })
        throw failure
      }),
    )
    t.is(thrown, failure)
    t.deepEqual(paths(store.unsettled()), ['/kept', '/kept/a'])
    t.deepEqual(paths(store.children('')), ['/kept'])
    t.deepEqual(store.count('remote', ''), { files: 1, folders: 1, bytes: 1 })
    t.deepEqual(store.selection(), everything)
    t.is(store.cursor(), 'before')
    t.is(store.value('account'), undefined)
    t.deepEqual(store.roots(), [])
    t.is(store.sessions.get('k'), undefined)
    t.deepEqual(store.history(10), [])
    store.setRemote('/new/b', remoteFile('/new/b'))
    t.deepEqual(paths(store.children('')), ['/kept', '/new'])
  })

  test('a transaction gives what its work gives, does not nest, and waits for nothing', async (t) => {
    const store = await open(t)
    t.is(
      store.transaction(() => 7),
      7,
    )
    t.throws(() => store.transaction(() => store.transaction(() => 1)), misuse)
    t.throws(() => store.transaction(async () => store.setCursor('never')), misuse)
    t.is(store.cursor(), undefined)
    t.is(
      store.transaction(() => 8),
      8,
    )
  })
}
