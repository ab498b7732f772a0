import type { TestFn } from 'ava'
import { localFile, localFolder, remoteFile, remoteFolder, syncedFile, syncedFolder } from '../entries.ts'
import type { OpenStore } from './open-store.ts'

/** How much is in each tree. */
export function countsContract(test: TestFn, open: OpenStore): void {
  test('files, folders and bytes are counted per tree, from any path down', async (t) => {
    const store = await open(t)
    store.setRemote('/a', remoteFolder('/a'))
    store.setRemote('/a/b', remoteFile('/a/b', 'a', 1_000))
    store.setRemote('/c', { ...remoteFile('/c', 'a', 20), downloadable: false })
    store.setLocal('/a', localFolder('/a', 12, true))
    store.setLocal('/a/b', localFile('/a/b', 'b', 11, 300))
    t.deepEqual(store.count('remote', ''), { files: 2, folders: 1, bytes: 1_020 })
    t.deepEqual(store.count('local', ''), { files: 1, folders: 1, bytes: 300 })
    t.deepEqual(store.count('remote', '/a'), { files: 1, folders: 1, bytes: 1_000 })
    t.deepEqual(store.count('remote', '/c'), { files: 1, folders: 0, bytes: 20 })
    t.deepEqual(store.count('local', '/c'), { files: 0, folders: 0, bytes: 0 })
    store.setSynced('/a', syncedFolder('/a'))
    store.setSynced('/a/b', syncedFile('/a/b'))
    t.deepEqual(store.count('synced', ''), { files: 1, folders: 1, bytes: 300 })
    store.setLocal('/a/b', undefined)
    t.deepEqual(store.count('synced', ''), { files: 1, folders: 1, bytes: 1_000 })
    t.deepEqual(store.count('synced', '/a'), { files: 1, folders: 1, bytes: 1_000 })
    store.setRemote('/a', undefined)
    t.deepEqual(store.count('synced', ''), { files: 1, folders: 1, bytes: 0 })
  })
}
