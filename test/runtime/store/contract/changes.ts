import type { ExecutionContext, TestFn } from 'ava'
import type { Store } from '../../../../runtime/ports/store.ts'
import { localFile, localFolder, remoteFile, syncedFile, syncedFolder } from '../entries.ts'
import type { OpenStore } from './open-store.ts'

/** What tells whether something changed. */
export function changesContract(test: TestFn, open: OpenStore): void {
  test('a folder of the Local tree that leaves its name or place is told of, and nothing else', async (t) => {
    const store = await open(t)
    const leaves = differsAfter(() => store.foldersLeft())
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
    store.setLocal('/a', localFolder('/a'))
    const before = store.foldersLeft()
    undo(t, store, () => store.setLocal('/a', { ...localFolder('/a'), name: 'A' }))
    t.not(store.foldersLeft(), before)
  })

  test('whatever changes in the Local tree is told, also what is undone, and nothing else', async (t) => {
    const store = await open(t)
    const changes = differsAfter(() => store.localChanges())
    t.true(changes(() => store.setLocal('/a', localFolder('/a'))))
    t.true(changes(() => store.setLocal('/a/b', localFile('/a/b'))))
    t.false(changes(() => store.setRemote('/a/b', remoteFile('/a/b'))))
    t.false(changes(() => store.setSynced('/a', syncedFolder('/a'))))
    t.true(changes(() => store.rebase('local', '/a', '/c')))
    t.false(changes(() => store.rebase('remote', '/a', '/d')))
    t.true(changes(() => store.setLocal('/c/b', undefined)))
    const before = store.localChanges()
    let within = before
    undo(t, store, () => {
      store.setLocal('/e', localFile('/e'))
      within = store.localChanges()
    })
    t.false([before, within].includes(store.localChanges()))
    t.true(changes(() => store.clear('local', '')))
  })

  test('a folder keeps its fingerprint until something in it, or itself, is written in the Local tree', async (t) => {
    const store = await open(t)
    const keeps = (work: () => void): boolean => {
      store.clear('local', '')
      for (const folder of ['/a', '/a/b', '/a/b/deep']) store.setLocal(folder, localFolder(folder))
      store.setLocal('/a/b/file', localFile('/a/b/file'))
      store.setSynced('/a', syncedFolder('/a'))
      store.setSynced('/a/b', syncedFolder('/a/b'))
      store.setFingerprint('/a/b', 'print')
      t.is(store.fingerprint('/a/b'), 'print')
      work()
      return store.fingerprint('/a/b') !== undefined
    }
    t.true(keeps(() => store.setLocal('/a/other', localFile('/a/other'))))
    t.true(keeps(() => store.setLocal('/a/b/deep/file', localFile('/a/b/deep/file'))))
    t.true(keeps(() => store.setRemote('/a/b/file', remoteFile('/a/b/file'))))
    t.true(keeps(() => store.setSynced('/a/b/file', syncedFile('/a/b/file'))))
    t.true(keeps(() => store.setFingerprint('/a', 'other')))
    t.false(keeps(() => store.setLocal('/a/b/new', localFile('/a/b/new'))))
    t.false(keeps(() => store.setLocal('/a/b/file', localFile('/a/b/file', 'b'))))
    t.false(keeps(() => store.setLocal('/a/b/deep', undefined)))
    t.false(keeps(() => store.setLocal('/a/b', { ...localFolder('/a/b'), holdsIgnored: true })))
    t.false(keeps(() => store.rebase('local', '/a/b/file', '/a/file')))
    t.false(keeps(() => store.rebase('local', '/a/b', '/c')))
    t.is(store.fingerprint('/c'), undefined)
    t.false(keeps(() => store.rebase('local', '/a', '/c')))
    t.is(store.fingerprint('/c/b'), undefined)
    t.false(keeps(() => store.clear('local', '/a')))
    const inVain = (): void => {
      store.setLocal('/a/b/file', undefined)
      store.setFingerprint('/a/b', 'never')
    }
    t.true(keeps(() => undo(t, store, inVain)))
    t.is(store.fingerprint('/a/b'), 'print')
    t.false(keeps(() => store.setLocal('/a/b/file', undefined)))
    for (const path of ['', '/none', '/a/b/file']) {
      store.setFingerprint(path, 'print')
      t.is(store.fingerprint(path), undefined)
    }
  })
}

/** Whether something that is read differs after a work. */
function differsAfter(read: () => unknown): (work: () => void) => boolean {
  return (work) => {
    const before = read()
    work()
    return read() !== before
  }
}

/** Does something in a transaction that fails. */
function undo(t: ExecutionContext, store: Store, work: () => void): void {
  const undone = new Error('undone')
  t.throws(
    () =>
      store.transaction(() => {
        work()
        throw undone
      }),
    { is: undone },
  )
}
