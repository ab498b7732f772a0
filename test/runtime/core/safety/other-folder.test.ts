import test from 'ava'
import {
  identityOf,
  isAgreedInCopy,
  isSameFolder,
  isSameMarker,
} from '../../../../runtime/core/safety/other-folder.ts'
import type { LocalFile, LocalFolder, SyncedFile, SyncedFolder } from '../../../../runtime/core/tree.ts'

const known = { device: 1, inode: 2, born: 3 }

for (const [what, there, same] of [
  ['with the same numbers and birth is the same', known, true],
  ['that was born then is the same, however it is numbered now', { device: 8, inode: 9, born: 3 }, true],
  ['that was born at another time is another one, also under the same numbers', { ...known, born: 4 }, false],
  ['of unknown birth is the same under the same numbers', { ...known, born: 0 }, true],
  ['of unknown birth is another one under another number', { ...known, inode: 9, born: 0 }, false],
  ['of unknown birth is another one on another file system', { ...known, device: 9, born: 0 }, false],
] as const)
  test(`a folder ${what}`, (t) => {
    t.is(isSameFolder(known, there), same)
    t.is(isSameFolder(there, known), same)
  })

for (const [what, there, same] of [
  ['that was born then is the one that was written', { inode: 9, born: 3 }, true],
  ['that was born at another time is another one', { inode: 2, born: 4 }, false],
  ['of unknown birth is the same under the same number', { inode: 2, born: 0 }, true],
  ['of unknown birth is another one under another number', { inode: 9, born: 0 }, false],
] as const)
  test(`a marker ${what}`, (t) => {
    t.is(isSameMarker({ inode: 2, born: 3 }, there), same)
  })

test('a birth time that is the change time says nothing', (t) => {
  t.deepEqual(identityOf({ ...known, changed: 3 }), { ...known, born: 0 })
  t.deepEqual(identityOf({ ...known, changed: 4 }), known)
})

const agreed: SyncedFile = { kind: 'file', name: 'f', hash: 'agreed', id: 'id', inode: 1, born: 1 }
const agreedFolder: SyncedFolder = { kind: 'folder', name: 'f', id: 'id', inode: 1, born: 1 }
const folder: LocalFolder = { kind: 'folder', name: 'f', inode: 1, born: 1, holdsIgnored: false }

function file(hash: string, modified: number): LocalFile {
  return { kind: 'file', name: 'f', hash, size: 1, modified, changed: modified, inode: 1, born: 1 }
}

for (const [what, synced, before, found, isAgreed] of [
  ['a file that it lacks was not deleted', agreed, file('agreed', 5), undefined, false],
  ['a folder that it lacks was not deleted', agreedFolder, folder, undefined, false],
  ['a file that was gone before was deleted', agreed, undefined, undefined, true],
  [
    'a file with what was agreed is agreed, whatever its time',
    agreed,
    file('agreed', 5),
    file('agreed', 1),
    true,
  ],
  ['an edit that was seen before is one', agreed, file('edit', 5), file('edit', 5), true],
  ['other content of an older time is no edit', agreed, file('agreed', 5), file('old', 4), false],
  ['other content of the same time is no edit', agreed, file('agreed', 5), file('old', 5), false],
  ['other content of a newer time is an edit', agreed, file('agreed', 5), file('new', 6), true],
  ['a folder in the place of a file deletes no file', agreed, file('agreed', 5), folder, false],
  ['a file in the place of a folder deletes no folder', agreedFolder, folder, file('new', 6), false],
  ['a folder that is there is agreed', agreedFolder, folder, folder, true],
] as const)
  test(`in a copy of a root, ${what}`, (t) => {
    t.is(isAgreedInCopy(synced, before, found), isAgreed)
  })
