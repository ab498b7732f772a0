import test from 'ava'
import { describeLink } from '../../../../runtime/engine/describe/link.ts'

test('a link that belongs to this computer alone is nothing to tell of', (t) => {
  t.deepEqual(describeLink({ source: 'file', fromImage: false, copied: false, warnings: [] }), [])
})

test('credentials that came with an image, or are at work elsewhere, are warned about with the remedy', (t) => {
  const told = describeLink({ source: 'file', fromImage: true, copied: true, warnings: ['More.'] })
  t.is(told.splice(1, 1)[0], 'More.')
  t.is(told.length, 2)
  t.regex(told[0] ?? '', /came with the image/)
  t.regex(told[1] ?? '', /A copy of this computer is at work/)
  for (const line of told) t.regex(line, /DROPBOX_REFRESH_TOKEN as a secret of the box/)
})
