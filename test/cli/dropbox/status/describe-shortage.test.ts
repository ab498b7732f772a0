import test from 'ava'
import { describeShortage } from '../../../../cli/dropbox/status/describe-shortage.ts'

const shortage = {
  reason: 'disk-nearly-full',
  target: '/home/box/workspace',
  examples: ['/film.mp4'],
  total: 1024 ** 3,
  available: 80 * 1024 ** 2,
  files: 12,
  bytes: 300 * 1024 ** 2,
} as const

test('a disk that is nearly full is told with figures and what helps', (t) => {
  t.is(
    describeShortage(shortage),
    'Your disk is nearly full: 80 MB free of 1 GB, and 64 MB stay free; 12 files wait in Dropbox (300 MB). Free some space, leave folders out with "dropbox exclude add", or type: dropbox trash empty',
  )
  t.regex(
    describeShortage({ ...shortage, files: 1 }, true),
    /^The disk of \/home\/box\/workspace is nearly full: .* 1 file waits /,
  )
})
