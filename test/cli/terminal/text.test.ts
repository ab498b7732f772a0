import test from 'ava'
import { size, visible, wrap } from '../../../cli/terminal/text.ts'

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

test('text is wrapped between words', (t) => {
  t.deepEqual(wrap('a bb  ccc\ndddd', 4), ['a bb', 'ccc', 'dddd'])
  t.deepEqual(wrap('incomprehensibility is', 5), ['incomprehensibility', 'is'])
  t.deepEqual(wrap('', 5), [])
})

test('a name cannot move the cursor, forge a line or turn the text around', (t) => {
  t.is(visible('ordinary näme 日本.txt'), 'ordinary näme 日本.txt')
  t.is(visible('a\nb\x1b[2Jc\x9bd\u202ee\u2028f'), 'a?b?[2Jc?d?e?f')
})
