import test from 'ava'
import fc from 'fast-check'
import { countOf, grouped, size } from '../../../runtime/core/amounts.ts'

test('sizes are counted as Dropbox shows them', (t) => {
  const sizes: [bytes: number, text: string][] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [1023, '1023 bytes'],
    [1024, '1 KB'],
    [1536, '1.5 KB'],
    [3_565_158, '3.4 MB'],
    [104_857_600, '100 MB'],
    [1024 ** 3 - 1, '1 GB'],
    [1024 ** 3 * 2.5, '2.5 GB'],
    [1024 ** 5 * 3, '3072 TB'],
  ]
  for (const [bytes, text] of sizes) t.is(size(bytes), text)
})

test('numbers are grouped by thousands, and one thing is no plural', (t) => {
  t.is(grouped(12_345), '12,345')
  t.is(countOf(1, 'file'), '1 file')
  t.is(countOf(0, 'file'), '0 files')
  t.is(countOf(2_000, 'more file'), '2,000 more files')
})

test('a number is grouped as English does it', (t) => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.maxSafeInteger(),
        fc.integer(),
        fc.nat({ max: 20_000 }),
        // No number of things is -0.
        fc.float().map((float) => float + 0),
      ),
      (number) => {
        t.is(grouped(number), number.toLocaleString('en-US'))
      },
    ),
  )
})
