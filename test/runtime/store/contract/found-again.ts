import type { TestFn } from 'ava'
import { hashOf, localFile, remoteFile, syncedFile, syncedFolder } from '../entries.ts'
import type { OpenStore } from './open-store.ts'

/** What was synced is found by what it is. */
export function foundAgainContract(test: TestFn, open: OpenStore): void {
  test('what was synced is found again by its id in Dropbox and by its inode', async (t) => {
    const store = await open(t)
    store.setSynced('/f', syncedFolder('/f', 5))
    store.setSynced('/f/a', { ...syncedFile('/f/a'), inode: 2 ** 40 + 0.0 })
    t.is(store.syncedWithId('id:a'), '/f/a')
    t.is(store.syncedWithInode(2 ** 40), '/f/a')
    t.is(store.syncedWithInode(5), '/f')
    t.is(store.syncedWithId('id:none'), undefined)
    t.is(store.syncedWithInode(6), undefined)
    store.setSynced('/f', { ...syncedFolder('/f', 5), id: '' })
    t.is(store.syncedWithId(''), undefined, 'an unknown id finds nothing')
    store.setSynced('/f/a', undefined)
    t.is(store.syncedWithId('id:a'), undefined)
    t.is(store.syncedWithInode(2 ** 40), undefined)
  })

  test('what was synced is found again by its content, as often as it is there', async (t) => {
    const store = await open(t)
    const having = (letter: string): string[] => [...store.syncedWithHash(hashOf(letter))].sort()
    store.setSynced('/f', syncedFolder('/f'))
    store.transaction(() => {
      for (let n = 0; n < 250; n++) store.setSynced(`/f/${n}`, syncedFile(`/f/${n}`, n % 2 === 0 ? 'a' : 'b'))
    })
    t.is(having('a').length, 125)
    t.true(having('b').every((path) => store.get(path).synced?.kind === 'file' && having('b').includes(path)))
    t.is(new Set([...having('a'), ...having('b')]).size, 250)
    store.setLocal('/local', localFile('/local', 'c'))
    store.setRemote('/remote', remoteFile('/remote', 'c'))
    t.deepEqual(having('c'), [])
    store.setSynced('/f/0', syncedFile('/f/0', 'c'))
    t.deepEqual(having('c'), ['/f/0'])
    t.is(having('a').length, 124)
    for (const path of store.syncedWithHash(hashOf('b'))) store.setSynced(path, undefined)
    t.deepEqual(having('b'), [])
    store.rebase('synced', '/f', '/g')
    t.deepEqual(having('c'), ['/g/0'])
  })
}
