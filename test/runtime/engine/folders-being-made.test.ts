import test from 'ava'
import type { LocalFolder } from '../../../runtime/core/tree.ts'
import { foldersBeingMade, foldersMade, leftWhileMade } from '../../../runtime/engine/folders-being-made.ts'
import type { KnownRoot } from '../../../runtime/ports/store.ts'
import { memoryStore } from '../store/memory-store.ts'

const folder = (name: string, inode: number): LocalFolder => ({
  ...{ kind: 'folder', name, inode, born: inode * 10, holdsIgnored: false },
})
const rooted = (identity: string) => ({ rootOf: () => ({ identity }) as KnownRoot })

/** A store with a synced folder /t and new folders below it. */
function newFolders() {
  const store = memoryStore()
  const { inode, born, name } = folder('T', 1)
  store.setLocal('/t', folder('T', 1))
  store.setSynced('/t', { kind: 'folder', name, id: 'id:t', inode, born })
  store.setLocal('/t/sub', folder('sub', 2))
  store.setLocal('/t/sub/deep', folder('deep', 3))
  return store
}

test('an upload makes the folders above it that are not synced, as the box has them when it begins', (t) => {
  const store = newFolders()
  const making = foldersBeingMade(store, rooted('one'))
  const made = making('/t/sub/deep/file')
  store.setLocal('/t/sub', undefined)
  t.deepEqual([...made.folders.keys()], ['/t/sub/deep', '/t/sub'])
  t.is(making('/t/sub/deep/other'), made, 'files of one folder share it')
  t.is(making('/t/file').folders.size, 0)
  t.is(foldersMade(made, '/t/sub/deep/file', rooted('one')).get('/t/sub')?.inode, 2)
  t.is(foldersMade(made, '/t/sub/deep/file', rooted('two')).size, 0, 'another folder is linked')
})

test('a new folder and all below it has left while it is made when it stands at another place, and only then', (t) => {
  const store = newFolders()
  const making = foldersBeingMade(store, rooted('one'))('/t/sub/deep/file')
  const left = (path: string): boolean => leftWhileMade(store, [{ making }, { making }])(path)
  t.false(left('/t/sub/deep/file'))
  store.rebase('local', '/t/sub', '/t/sub2')
  t.deepEqual(['/t/sub2', '/t/sub2/deep/file', '/t', '/t/other'].map(left), [true, true, false, false])
  store.setLocal('/t/sub', folder('sub', 4))
  t.deepEqual(['/t/sub', '/t/sub/file', '/t/sub2/file'].map(left), [false, false, false])
  store.setLocal('/t/sub', undefined)
  t.true(left('/t/sub2/file'))
  store.setLocal('/t/sub2', { ...folder('sub2', 2), born: 77 })
  t.false(left('/t/sub2'), 'an inode that was given away again is another folder')
  t.false(leftWhileMade(store, [])('/t/sub2/deep'))
})
