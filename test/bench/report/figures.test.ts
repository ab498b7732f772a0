import test from 'ava'
import { rounded, shown } from '../../../bench/report/figures.ts'

test('a figure has three digits that count', (t) => {
  t.deepEqual([0, 0.012345, 1.2345, 12.345, 123.45, 12345.6, 9.996].map(rounded), [
    '0',
    '0.0123',
    '1.23',
    '12.3',
    '123',
    '12,346',
    '10',
  ])
})

test('a spread is told with its unit, and without a range where there is none', (t) => {
  t.is(shown({ median: 4200, min: 3900, max: 5000 }, 's', 1000), '4.2 s (3.9 to 5)')
  t.is(shown({ median: 7, min: 7, max: 7 }, ''), '7')
})
