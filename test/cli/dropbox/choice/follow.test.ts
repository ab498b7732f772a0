import test from 'ava'
import { describeProgress } from '../../../../cli/dropbox/choice/follow.ts'

test('how far it is told in bytes and files', (t) => {
  const megabyte = 1024 ** 2
  t.is(
    describeProgress({ files: 1200, bytes: 41 * megabyte }, { files: 1180, bytes: 40 * megabyte }),
    'Coming down: 1 MB of 41 MB, 20 of 1,200 files',
  )
  t.is(
    describeProgress({ files: 1, bytes: 5 }, { files: 1, bytes: 5 }),
    'Coming down: 0 bytes of 5 bytes, 0 of 1 file',
  )
})
