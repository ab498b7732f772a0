import test from 'ava'
import { removeFile } from '../../../../runtime/local/swap/remove-file.ts'
import { openTrash } from '../../../../runtime/local/trash/trash.ts'
import { copyNames, swapWorldOf } from './world.ts'

test('removing says what it found', async (t) => {
  const world = await swapWorldOf(t)
  world.write('f', 'old')
  const expected = await world.file('f')
  const trash = openTrash(world.files, world.root, Date.now())
  const remove = (target: string) =>
    removeFile(world.files, {
      root: world.root,
      target: world.path(target),
      expected,
      trash,
      copyName: copyNames('f'),
    })
  t.is((await remove('g')).result, 'gone')
  t.is((await remove('x/g')).result, 'no-folder')
  t.is((await remove('f')).result, 'removed')
  t.deepEqual(world.inTrash(), ['old'])
  world.write('f', 'other')
  t.is((await remove('f')).result, 'changed')
})
