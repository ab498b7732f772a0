import test from 'ava'
import { exponentOf, percentileOf, ratioOf, spreadOf } from '../../../bench/report/statistics.ts'

test('the median of an even number of values lies between the two in the middle', (t) => {
  t.deepEqual(spreadOf([4, 1, 3, 2]), { median: 2.5, min: 1, max: 4 })
  t.deepEqual(spreadOf([7]), { median: 7, min: 7, max: 7 })
})

test('what was not measured has no median', (t) => {
  t.throws(() => spreadOf([]), { instanceOf: RangeError })
  t.throws(() => percentileOf([], 50), { instanceOf: RangeError })
})

test('a ratio is of the medians, and between the extremes that both allow', (t) => {
  t.deepEqual(ratioOf([10, 20, 30], [4, 5, 10]), { median: 4, min: 1, max: 7.5 })
})

test('a percentile is the least value that so many do not exceed', (t) => {
  const values = Array.from({ length: 20 }, (_, index) => 20 - index)
  t.is(percentileOf(values, 95), 19)
  t.is(percentileOf(values, 50), 10)
  t.is(percentileOf([5], 95), 5)
})

test('the exponent tells what is constant, proportional and quadratic', (t) => {
  const at = (cost: (work: number) => number) => [10, 100, 1000].map((work) => ({ work, cost: cost(work) }))
  t.is(Math.round(Number(exponentOf(at(() => 7))) * 1e9), 0)
  t.is(Number(exponentOf(at((work) => 3 * work))).toFixed(9), '1.000000000')
  t.is(Number(exponentOf(at((work) => work ** 2 / 5))).toFixed(9), '2.000000000')
})

test('one amount of work shows no growth', (t) => {
  t.is(exponentOf([{ work: 10, cost: 1 }]), undefined)
  t.is(
    exponentOf([
      { work: 10, cost: 1 },
      { work: 10, cost: 2 },
    ]),
    undefined,
  )
  t.is(exponentOf([]), undefined)
})
