import type { ExecutionContext, TestFn } from 'ava'
import { nothing } from '../../../runtime/core/tree.ts'
import { type Store, StoreError } from '../../../runtime/ports/store.ts'
import {
  hashOf,
  localFile,
  localFolder,
  remoteFile,
  remoteFolder,
  syncedFile,
  syncedFolder,
} from './entries.ts'

const everything = [{ path: '', display: '', include: true }]

/** What every store does. `open` gives an empty one, which lasts as long as the test. */
export function storeContract(test: TestFn, open: (t: ExecutionContext) => Promise<Store>): void {
  const misuse = { instanceOf: StoreError, code: 'misuse' }
  const paths = (pairs: Iterable<readonly [string, unknown]>) => [...pairs].map(([path]) => path)

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

  test('a folder of the Local tree that leaves its name or place is told of, and nothing else', async (t) => {
    const store = await open(t)
    const leaves = (work: () => void): boolean => {
      const before = store.foldersLeft()
      work()
      return store.foldersLeft() !== before
    }
    store.setLocal('/a', localFolder('/a'))
    store.setLocal('/a/b', localFolder('/a/b'))
    t.false(leaves(() => store.setLocal('/a', { ...localFolder('/a'), holdsIgnored: true })))
    t.false(leaves(() => store.setLocal('/a/file', localFile('/a/file'))))
    t.false(leaves(() => store.setLocal('/a/file', undefined)))
    t.false(leaves(() => store.setRemote('/a', remoteFile('/a'))))
    t.true(leaves(() => store.setLocal('/a/b', { ...localFolder('/a/b'), name: 'B' })))
    t.true(leaves(() => store.rebase('local', '/a/b', '/c')))
    t.true(leaves(() => store.setLocal('/c', localFile('/c'))))
    t.true(leaves(() => store.clear('local', '')))
    const undone = new Error('undone')
    store.setLocal('/a', localFolder('/a'))
    const before = store.foldersLeft()
    t.throws(
      () =>
        store.transaction(() => {
          store.setLocal('/a', { ...localFolder('/a'), name: 'A' })
          throw undone
        }),
      { is: undone },
    )
    t.not(store.foldersLeft(), before)
  })

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

  test('whatever changes in the Local tree is told, also what is undone, and nothing else', async (t) => {
    const store = await open(t)
    const changes = (work: () => void): boolean => {
      const before = store.localChanges()
      work()
      return store.localChanges() !== before
    }
    t.true(changes(() => store.setLocal('/a', localFolder('/a'))))
    t.true(changes(() => store.setLocal('/a/b', localFile('/a/b'))))
    t.false(changes(() => store.setRemote('/a/b', remoteFile('/a/b'))))
    t.false(changes(() => store.setSynced('/a', syncedFolder('/a'))))
    t.true(changes(() => store.rebase('local', '/a', '/c')))
    t.false(changes(() => store.rebase('remote', '/a', '/d')))
    t.true(changes(() => store.setLocal('/c/b', undefined)))
    const undone = new Error('undone')
    const before = store.localChanges()
    let within = before
    t.throws(
      () =>
        store.transaction(() => {
          store.setLocal('/e', localFile('/e'))
          within = store.localChanges()
          throw undone
        }),
      { is: undone },
    )
    t.false([before, within].includes(store.localChanges()))
    t.true(changes(() => store.clear('local', '')))
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

  test('the root is no entry', async (t) => {
    const store = await open(t)
    t.throws(() => store.setRemote('', remoteFolder('')), misuse)
    t.throws(() => store.setLocal('', undefined), misuse)
    t.throws(() => store.rebase('local', '', '/a'), misuse)
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
        store.putRoot({ path: '', target: '/d', identity: 'i', generation: 1, device: 1, inode: 1 })
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

  test('cursor, values, roots and upload sessions are kept by name', async (t) => {
    const store = await open(t)
    t.is(store.cursor(), undefined)
    store.setValue('cursor', 'a value of that name is not the cursor')
    store.setCursor('c1')
    t.is(store.cursor(), 'c1')
    store.setCursor(undefined)
    t.is(store.cursor(), undefined)
    t.is(store.value('cursor'), 'a value of that name is not the cursor')
    store.setValue('cursor', undefined)
    t.is(store.value('cursor'), undefined)

    const root = {
      path: '/m',
      target: '/w',
      identity: hashOf('r'),
      generation: 1,
      device: 2 ** 53,
      inode: 2 ** 63,
    }
    store.putRoot(root)
    store.putRoot({ ...root, path: '', generation: 2 })
    store.putRoot({ ...root, generation: 3 })
    t.deepEqual(store.roots(), [
      { ...root, path: '', generation: 2 },
      { ...root, generation: 3 },
    ])
    store.deleteRoot('')
    store.deleteRoot('/never')
    t.deepEqual(store.roots(), [{ ...root, generation: 3 }])

    t.is(store.sessions.get('k'), undefined)
    store.sessions.put('k', { session: 's', offset: 2 ** 35, startedAt: 1_700_000_000_000 })
    store.sessions.put('k', { session: 's', offset: 2 ** 36, startedAt: 1_700_000_000_000 })
    t.deepEqual(store.sessions.get('k'), { session: 's', offset: 2 ** 36, startedAt: 1_700_000_000_000 })
    store.sessions.delete('k')
    t.is(store.sessions.get('k'), undefined)
  })

  test('the newest lines of the history come first, and the oldest leave', async (t) => {
    const store = await open(t)
    store.transaction(() => {
      for (let at = 1; at <= 11_200; at++)
        store.record({ at, action: 'uploaded', path: `/${at}`, detail: at % 2 ? 'odd' : undefined })
    })
    t.deepEqual(store.history(2), [
      { at: 11_200, action: 'uploaded', path: '/11200', detail: undefined },
      { at: 11_199, action: 'uploaded', path: '/11199', detail: 'odd' },
    ])
    const kept = store.history(1_000_000).length
    t.true(kept >= 10_000 && kept <= 10_500, `${kept}`)
  })
}
