import type { TestFn } from 'ava'
import { nothing } from '../../../../runtime/core/tree.ts'
import { localFile, localFolder, remoteFile, syncedFile, syncedFolder } from '../entries.ts'
import { type OpenStore, paths } from './open-store.ts'

/** What is in a folder. */
export function childrenContract(test: TestFn, open: OpenStore): void {
  test('what the Local tree holds in a folder is told by itself', async (t) => {
    const store = await open(t)
    store.setRemote('/f/remote', remoteFile('/f/remote'))
    store.setLocal('/f', localFolder('/f'))
    store.setLocal('/f/b', localFile('/f/b'))
    store.setLocal('/f/a', localFolder('/f/a'))
    store.setLocal('/f/a/deeper', localFile('/f/a/deeper'))
    store.setSynced('/f', syncedFolder('/f'))
    store.setSynced('/f/b', syncedFile('/f/b'))
    t.deepEqual(
      [...store.localIn('/f')],
      [
        ['/f/a', localFolder('/f/a')],
        ['/f/b', localFile('/f/b')],
      ],
    )
    t.deepEqual([...store.localIn('')], [['/f', localFolder('/f')]])
    t.deepEqual([...store.localIn('/f/b')], [])
    t.deepEqual([...store.localIn('/none')], [])
  })

  test('the children of a folder are those of all three trees, by name', async (t) => {
    const store = await open(t)
    store.setSynced('/f', syncedFolder('/f'))
    store.setSynced('/f/c', syncedFile('/f/c'))
    store.setRemote('/f/a/deep', remoteFile('/f/a/deep'))
    store.setLocal('/f', localFolder('/f'))
    store.setLocal('/f/b', localFile('/f/b'))
    store.setRemote('/fa', remoteFile('/fa'))
    t.deepEqual(paths(store.children('/f')), ['/f/a', '/f/b', '/f/c'])
    t.deepEqual(paths(store.children('')), ['/f', '/fa'])
    t.deepEqual(paths(store.children('/f/b')), [])
    t.deepEqual(paths(store.children('/none')), [])
    t.deepEqual(new Map(store.children('/f')).get('/f/b'), { ...nothing, local: localFile('/f/b') })
  })

  test('a folder may be emptied while its children are read', async (t) => {
    const store = await open(t)
    store.setLocal('/f', localFolder('/f'))
    store.transaction(() => {
      for (let index = 0; index < 1_200; index++)
        store.setLocal(`/f/${index}`, localFile(`/f/${index}`, 'a', index))
    })
    let seen = 0
    for (const [path] of store.children('/f')) {
      store.setLocal(path, undefined)
      seen++
    }
    t.is(seen, 1_200)
    t.deepEqual(paths(store.children('/f')), [])
  })
}
