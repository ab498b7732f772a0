import type { TestFn } from 'ava'
import { nothing } from '../../../../runtime/core/tree.ts'
import { localFile, localFolder, remoteFile, remoteFolder, syncedFile } from '../entries.ts'
import { misuse, type OpenStore, paths } from './open-store.ts'

/** An entry stands in a folder, and leaves with it. */
export function foldersContract(test: TestFn, open: OpenStore): void {
  test('a remote entry makes the folders above it, with an id that is not known yet', async (t) => {
    const store = await open(t)
    store.setRemote('/a/b/c', remoteFile('/a/b/c'))
    t.deepEqual(store.get('/a').remote, { kind: 'folder', name: 'a', id: '' })
    t.deepEqual(store.get('/a/b').remote, { kind: 'folder', name: 'b', id: '' })
    store.setRemote('/a', remoteFolder('/a'))
    t.deepEqual(store.get('/a').remote, remoteFolder('/a'))
    t.deepEqual(store.get('/a/b/c').remote, remoteFile('/a/b/c'), 'a folder over a folder keeps its content')
  })

  test('a remote entry below a file makes that file a folder', async (t) => {
    const store = await open(t)
    store.setRemote('/a', remoteFile('/a'))
    store.setRemote('/a/b', remoteFile('/a/b'))
    t.deepEqual(store.get('/a').remote, { kind: 'folder', name: 'a', id: '' })
  })

  test('local and synced entries need a folder above them', async (t) => {
    const store = await open(t)
    store.setRemote('/a/b', remoteFile('/a/b'))
    t.throws(() => store.setLocal('/a/b', localFile('/a/b')), misuse)
    t.throws(() => store.setSynced('/a/b', syncedFile('/a/b')), misuse)
    store.setLocal('/a', localFile('/a'))
    t.throws(() => store.setLocal('/a/b', localFile('/a/b')), misuse)
    store.setLocal('/a', localFolder('/a', 12, true))
    store.setLocal('/a/b', localFile('/a/b'))
    t.deepEqual(store.get('/a/b').local, localFile('/a/b'))
  })

  test('removing a folder removes what is below it, in that tree only', async (t) => {
    const store = await open(t)
    store.setRemote('/a/b/c', remoteFile('/a/b/c'))
    store.setRemote('/ab', remoteFile('/ab'))
    store.setLocal('/a', localFolder('/a'))
    store.setLocal('/a/b', localFolder('/a/b'))
    store.setRemote('/a', undefined)
    t.deepEqual(store.get('/a/b/c'), nothing)
    t.deepEqual(store.get('/a/b'), { ...nothing, local: localFolder('/a/b') })
    t.deepEqual(store.get('/ab').remote, remoteFile('/ab'))
    t.deepEqual(store.count('remote', ''), { files: 1, folders: 0, bytes: 1 })
  })

  test('a file in place of a folder removes what was below it', async (t) => {
    const store = await open(t)
    store.setLocal('/a', localFolder('/a'))
    store.setLocal('/a/b', localFile('/a/b'))
    store.setLocal('/a', localFile('/a'))
    t.deepEqual(store.get('/a/b'), nothing)
    t.deepEqual(store.get('/a').local, localFile('/a'))
  })

  test('a whole tree is forgotten from a path down, or all of it', async (t) => {
    const store = await open(t)
    store.setRemote('/a/b', remoteFile('/a/b'))
    store.setRemote('/c', remoteFile('/c'))
    store.setLocal('/c', localFile('/c'))
    store.clear('remote', '/a')
    t.deepEqual(paths(store.children('')), ['/c'])
    store.clear('remote', '/nothing/here')
    store.clear('remote', '')
    t.deepEqual(store.get('/c'), { ...nothing, local: localFile('/c') })
    t.deepEqual(store.count('remote', ''), { files: 0, folders: 0, bytes: 0 })
  })
}
