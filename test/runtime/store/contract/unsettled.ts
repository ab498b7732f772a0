import type { TestFn } from 'ava'
import { localFile, localFolder, remoteFile, remoteFolder, syncedFile, syncedFolder } from '../entries.ts'
import { everything, type OpenStore, paths } from './open-store.ts'

/** What the three trees do not agree on, as far as it is wanted. */
export function unsettledContract(test: TestFn, open: OpenStore): void {
  test('a path is unsettled until the three trees agree on it', async (t) => {
    const store = await open(t)
    store.setSelection(everything)
    store.setRemote('/a/b', remoteFile('/a/b'))
    store.setRemote('/a', remoteFolder('/a'))
    t.deepEqual(paths(store.unsettled()), ['/a', '/a/b'], 'a folder before what it holds')
    store.setLocal('/a', localFolder('/a'))
    store.setSynced('/a', syncedFolder('/a'))
    t.deepEqual(paths(store.unsettled()), ['/a/b'])
    store.setLocal('/a/b', localFile('/a/b'))
    store.setSynced('/a/b', syncedFile('/a/b'))
    t.deepEqual(paths(store.unsettled()), [])
    store.setLocal('/a/b', localFile('/a/b', 'x'))
    t.deepEqual([...store.unsettled()], [['/a/b', store.get('/a/b')]])
    store.setLocal('/a/b', localFile('/a/b'))
    t.deepEqual(paths(store.unsettled()), [])
  })

  test('what was agreed on may settle while the unsettled paths are read', async (t) => {
    const store = await open(t)
    store.setSelection(everything)
    store.transaction(() => {
      for (let index = 0; index < 1_200; index++) store.setRemote(`/${index}`, remoteFile(`/${index}`))
    })
    let seen = 0
    for (const [path] of store.unsettled()) {
      store.setRemote(path, undefined)
      seen++
    }
    t.is(seen, 1_200)
    t.deepEqual(paths(store.unsettled()), [])
  })

  test('of the unsettled paths those that both sides have are given by themselves', async (t) => {
    const store = await open(t)
    store.setSelection(everything)
    for (const path of ['/a', '/a/b']) {
      store.setRemote(path, remoteFolder(path))
      store.setLocal(path, localFolder(path))
    }
    store.setRemote('/there', remoteFile('/there'))
    store.setLocal('/here', localFile('/here'))
    t.deepEqual([...store.unsettledOnBoth()], ['/a', '/a/b'])
    for (const path of store.unsettledOnBoth()) store.setSynced(path, syncedFolder(path))
    t.deepEqual([...store.unsettledOnBoth()], [])
    t.deepEqual(paths(store.unsettled()).sort(), ['/here', '/there'])
  })

  test('what is synced and on one side alone, or of another kind on each, is told', async (t) => {
    const store = await open(t)
    store.setSelection(everything)
    store.setRemote('/new', remoteFile('/new'))
    t.false(store.isAnyLost(), 'it never was synced')
    const fill = () => {
      store.setRemote('/a', remoteFile('/a'))
      store.setLocal('/a', localFile('/a'))
      store.setSynced('/a', syncedFile('/a'))
    }
    fill()
    t.false(store.isAnyLost())
    store.setLocal('/a', localFile('/a', 'x'))
    t.false(store.isAnyLost(), 'it was edited')
    store.setLocal('/a', undefined)
    t.true(store.isAnyLost())
    store.setRemote('/a', undefined)
    t.false(store.isAnyLost(), 'both sides have lost it')
    store.setLocal('/a', localFile('/a'))
    t.true(store.isAnyLost())
    fill()
    store.setLocal('/a', localFolder('/a'))
    t.true(store.isAnyLost())
    fill()
    store.setRemote('/a', remoteFolder('/a'))
    t.true(store.isAnyLost())
    store.setLocal('/a', localFolder('/a'))
    t.false(store.isAnyLost(), 'both have a folder there now')
    store.setSelection([])
    t.false(store.isAnyLost(), 'both still have it')
  })

  test('choosing what to sync settles and unsettles what it concerns', async (t) => {
    const store = await open(t)
    store.setRemote('/a/b/c', remoteFile('/a/b/c'))
    store.setRemote('/a/d', remoteFile('/a/d'))
    store.setRemote('/e', remoteFile('/e'))
    t.deepEqual(paths(store.unsettled()), [], 'nothing is wanted until it is chosen')
    const rules = [{ path: '/a/b', display: '/A/B', include: true }]
    store.setSelection(rules)
    t.deepEqual(store.selection(), rules)
    t.deepEqual(paths(store.unsettled()), ['/a', '/a/b', '/a/b/c'])
    t.true(store.wanted('/a/b/c'))
    t.false(store.wanted('/a/d'))
    store.setRemote('/a/b/new', remoteFile('/a/b/new'))
    store.setRemote('/a/new', remoteFile('/a/new'))
    t.deepEqual(paths(store.unsettled()), ['/a', '/a/b', '/a/b/c', '/a/b/new'])
    store.setSelection([...everything, { path: '/a/b', display: '/A/B', include: false }])
    t.deepEqual(paths(store.unsettled()).sort(), ['/a', '/a/d', '/a/new', '/e'])
    store.setSelection([])
    t.deepEqual(paths(store.unsettled()), [])
  })
}
