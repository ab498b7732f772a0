import test from 'ava'
import { folderFlush } from '../../../../runtime/local/swap/flush.ts'
import { hookedFiles } from '../hooked-files.ts'
import { swapWorldOf } from './world.ts'

test('a flush that fails fails for everybody who waits for it, and only for them', async (t) => {
  const world = await swapWorldOf(t)
  let failures = 1
  const files = hookedFiles(world.files, ({ name }) => {
    if (name === 'folder.sync' && failures-- > 0) throw new Error('no')
  })
  const flush = folderFlush(files)
  flush.add(world.root)
  const both = [flush.flush(), flush.flush()]
  for (const one of both) await t.throwsAsync(one)
  flush.add(world.root)
  await t.notThrowsAsync(flush.flush())
})
