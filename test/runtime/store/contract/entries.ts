import type { TestFn } from 'ava'
import { nothing } from '../../../../runtime/core/tree.ts'
import { hashOf, localFile, remoteFile, remoteFolder, syncedFile, syncedFolder } from '../entries.ts'
import { misuse, type OpenStore, paths } from './open-store.ts'

/** What is written of a path is read back, in each tree by itself. */
export function entriesContract(test: TestFn, open: OpenStore): void {
  test('an entry is read back as it was written, in each tree by itself', async (t) => {
    const store = await open(t)
    const remote = { ...remoteFile('/Ä.TXT'), name: 'Ä.TXT', size: 2 ** 45, downloadable: false }
    const local = { ...localFile('/ä.txt', 'b', 2 ** 63 + 2 ** 20), name: 'A\u0308.TXT' }
    const synced = { ...syncedFile('/ä.txt', 'c'), born: 0 }
    store.setRemote('/ä.txt', remote)
    store.setLocal('/ä.txt', local)
    store.setSynced('/ä.txt', synced)
    t.deepEqual(store.get('/ä.txt'), { remote, local, synced })
    t.deepEqual([...store.children('')], [['/ä.txt', { remote, local, synced }]])
    store.setSynced('/ä.txt', undefined)
    t.deepEqual(store.get('/ä.txt'), { remote, local, synced: undefined })
    t.deepEqual([...store.children('')], [['/ä.txt', { remote, local, synced: undefined }]])
  })

  test('what is equal in the three trees stays equal when one of them changes', async (t) => {
    const store = await open(t)
    store.setRemote('/a', remoteFile('/a'))
    store.setLocal('/a', localFile('/a'))
    store.setSynced('/a', syncedFile('/a'))
    store.setSynced('/a', { ...syncedFile('/a', 'b', 99), name: 'A', id: 'id:other', born: 5 })
    t.deepEqual(store.get('/a').remote, remoteFile('/a'))
    t.deepEqual(store.get('/a').local, localFile('/a'))
    store.setSynced('/a', syncedFolder('/a'))
    t.deepEqual(store.get('/a'), {
      remote: remoteFile('/a'),
      local: localFile('/a'),
      synced: syncedFolder('/a'),
    })
    t.deepEqual([...store.children('')], [['/a', store.get('/a')]])
  })

  test('what a transfer brought to one side is written with what is agreed on since', async (t) => {
    const store = await open(t)
    const [remote, local, synced] = [remoteFile('/a'), localFile('/a'), syncedFile('/a')]
    store.setRemote('/a', remote)
    store.setAgreed('/a', { local, synced })
    t.deepEqual(store.get('/a'), { remote, local, synced })
    const changed = remoteFile('/a', 'b')
    store.setAgreed('/a', { remote: changed, synced: syncedFile('/a', 'b') })
    t.deepEqual(store.get('/a'), { remote: changed, local, synced: syncedFile('/a', 'b') })
    t.throws(() => store.setAgreed('/b/c', { local: localFile('/b/c'), synced: syncedFile('/b/c') }), misuse)
    t.deepEqual(store.get('/b/c'), nothing)
  })

  test('a path that is in no tree holds nothing', async (t) => {
    const store = await open(t)
    t.deepEqual(store.get('/a/b/c'), nothing)
    t.deepEqual(store.get(''), nothing)
    store.setRemote('/a', remoteFile('/a'))
    store.setRemote('/a', undefined)
    store.setLocal('/b', undefined)
    t.deepEqual(paths(store.children('')), [])
  })

  test('the root is no entry', async (t) => {
    const store = await open(t)
    t.throws(() => store.setRemote('', remoteFolder('')), misuse)
    t.throws(() => store.setLocal('', undefined), misuse)
    t.throws(() => store.rebase('local', '', '/a'), misuse)
  })

  test('whoever goes through a folder in order meets what was changed on the way', async (t) => {
    const store = await open(t)
    store.setRemote('/f', remoteFolder('/f'))
    store.transaction(() => {
      for (const letter of 'abcdefgh') store.setRemote(`/f/${letter}`, remoteFile(`/f/${letter}`))
    })
    // Enough others that nothing of the folder is remembered any more.
    store.setRemote('/g', remoteFolder('/g'))
    store.transaction(() => {
      for (let n = 0; n < 1000; n++) store.setRemote(`/g/${n}`, remoteFile(`/g/${n}`))
    })
    const seen: string[] = []
    for (const letter of 'abcdefghi') {
      if (store.get(`/f/${letter}`).remote !== undefined) seen.push(letter)
      if (letter === 'b') {
        store.setRemote('/f/d', undefined)
        store.setRemote('/f/e', remoteFile('/f/e', 'b'))
        store.setRemote('/f/bb', remoteFile('/f/bb'))
      }
      if (letter === 'f') store.rebase('remote', '/f/g', '/f/bc')
    }
    t.deepEqual(seen, ['a', 'b', 'c', 'e', 'f', 'h'])
    t.like(store.get('/f/e').remote, { hash: hashOf('b') })
    for (const path of ['/f/bb', '/f/bc']) t.truthy(store.get(path).remote, path)
  })
}
