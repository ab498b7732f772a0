import type { TestFn } from 'ava'
import { nothing } from '../../../../runtime/core/tree.ts'
import { localFile, localFolder, remoteFile, syncedFile, syncedFolder } from '../entries.ts'
import { everything, misuse, type OpenStore, paths } from './open-store.ts'

/** An entry changes its place in one tree. */
export function movesContract(test: TestFn, open: OpenStore): void {
  test('an entry is moved with all below it, in one tree', async (t) => {
    const store = await open(t)
    store.setSelection(everything)
    store.setSynced('/a', syncedFolder('/a'))
    store.setSynced('/a/b', syncedFolder('/a/b'))
    store.setSynced('/a/b/c', syncedFile('/a/b/c'))
    store.setLocal('/a', localFolder('/a'))
    store.setRemote('/x/here', remoteFile('/x/here'))
    store.setSynced('/x', syncedFolder('/x'))
    store.rebase('synced', '/a', '/x/y')
    t.deepEqual(store.get('/a'), { ...nothing, local: localFolder('/a') })
    t.deepEqual(store.get('/a/b/c'), nothing)
    t.deepEqual(store.get('/x/y').synced, syncedFolder('/a'), 'the entry stays as it is')
    t.deepEqual(store.get('/x/y/b/c').synced, syncedFile('/a/b/c'))
    t.is(store.syncedWithId('id:c'), '/x/y/b/c')
    t.deepEqual(paths(store.unsettled()).sort(), ['/a', '/x', '/x/here', '/x/y', '/x/y/b', '/x/y/b/c'])
    store.rebase('synced', '/x/y', '/x/y')
    t.deepEqual(store.get('/x/y').synced, syncedFolder('/a'))
  })

  test('an entry moves only from where it is to a free place in a folder', async (t) => {
    const store = await open(t)
    store.setLocal('/a', localFolder('/a'))
    store.setLocal('/a/b', localFile('/a/b'))
    store.setLocal('/c', localFile('/c'))
    t.throws(() => store.rebase('local', '/none', '/d'), misuse)
    t.throws(() => store.rebase('local', '/a', '/c'), misuse)
    t.throws(() => store.rebase('local', '/a', '/a/b/d'), misuse)
    t.throws(() => store.rebase('local', '/a', '/c/d'), misuse)
    t.throws(() => store.rebase('local', '/a', '/none/d'), misuse)
    t.deepEqual(paths(store.children('')), ['/a', '/c'])
    store.setRemote('/r', remoteFile('/r'))
    store.rebase('remote', '/r', '/new/r')
    t.deepEqual(store.get('/new').remote, { kind: 'folder', name: 'new', id: '' })
  })
}
