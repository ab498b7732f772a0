import type { ExecutionContext, TestFn } from 'ava'
import type { Store } from '../../../../runtime/ports/store.ts'
import { localFile, localFolder, remoteFile, syncedFolder } from '../entries.ts'
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
