import { mkdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { foldersIn } from '../../../../runtime/local/watch/folders.ts'
import { leavesBelow } from '../../../../runtime/local/watch/leaf-folders.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('whatever has been made, moved and removed in it, no folder that holds one is a leaf', async (t) => {
  const root = await temporaryFolder(t)
  const isLeaf = leavesBelow(root)
  const folder = `${root}/folder`
  const agrees = (): void => {
    if (isLeaf(folder)) t.deepEqual(foldersIn(folder), [])
    else t.pass()
  }
  mkdirSync(folder)
  agrees()
  writeFileSync(`${folder}/file`, '')
  symlinkSync(root, `${folder}/link`)
  agrees()
  for (const name of ['one', 'two']) {
    mkdirSync(`${folder}/${name}`)
    t.false(isLeaf(folder))
  }
  rmdirSync(`${folder}/one`)
  t.false(isLeaf(folder))
  rmdirSync(`${folder}/two`)
  agrees()
})

test('nothing that is no folder of a file system which counts them is a leaf', async (t) => {
  const root = await temporaryFolder(t)
  writeFileSync(`${root}/file`, '')
  symlinkSync(root, `${root}/link`)
  const isLeaf = leavesBelow(root)
  for (const path of ['file', 'link', 'missing', 'file/below']) t.false(isLeaf(`${root}/${path}`))
  // Of another file system than the root's.
  t.false(isLeaf('/proc/self/fd'))
  t.false(leavesBelow('/proc')('/proc/self/fd'))
  t.false(leavesBelow(`${root}/missing`)(root))
})
