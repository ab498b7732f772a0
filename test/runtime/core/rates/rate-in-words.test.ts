import test from 'ava'
import { rateInWords } from '../../../../runtime/core/rates/rate-in-words.ts'

for (const [word, rate] of [
  ['unlimited', 'unlimited'],
  ['Unlimited', 'unlimited'],
  ['1', 1],
  ['0500', 500],
  ['999999999', 999_999_999],
  ...['0', '-5', '5.5', '1e3', '', ' 5', '5 KB', 'auto', '1000000000'].map(
    (none) => [none, undefined] as const,
  ),
] as const)
  test(`"${word}" is ${rate === undefined ? 'no limit' : `the limit ${rate}`}`, (t) => {
    t.is(rateInWords(word), rate)
  })
