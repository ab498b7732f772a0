import test from 'ava'
import { restoredName } from '../../../runtime/core/marked-name.ts'

for (const [name, attempt, expected] of [
  ['report.txt', 0, 'report (restored).txt'],
  ['report.txt', 1, 'report (restored) (2).txt'],
  ['Makefile', 0, 'Makefile (restored)'],
  ['.env', 0, '.env (restored)'],
] as const) {
  test(`${name} comes back as ${expected} where its name is taken`, (t) => {
    t.is(restoredName(name, attempt), expected)
  })
}

test('a long name is cut at a whole character so that the mark fits', (t) => {
  const restored = restoredName(`${'ä'.repeat(127)}.x`, 0)
  t.true(Buffer.byteLength(restored) <= 255)
  t.regex(restored, /^ä+ \(restored\)\.x$/)
})
