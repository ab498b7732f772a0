import test from 'ava'
import { percentiles } from './percentiles.ts'

test('a percentile is the smallest value that so many percent of all do not exceed', (t) => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  t.deepEqual(percentiles(hundred), { count: 100, p50: 50, p95: 95, max: 100 })
  t.deepEqual(percentiles([3.4]), { count: 1, p50: 3, p95: 3, max: 3 })
  t.deepEqual(percentiles([]), { count: 0, p50: 0, p95: 0, max: 0 })
})
