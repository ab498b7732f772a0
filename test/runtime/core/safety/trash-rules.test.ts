import test from 'ava'
import {
  type Aging,
  isOutdated,
  isSettling,
  mayGo,
  outdatedOrTooMuch,
  writtenSince,
} from '../../../../runtime/core/safety/trash-rules.ts'

const hour = 3_600_000
const day = 24 * hour
const now = Date.UTC(2026, 10, 21)
const week = 7 * day

for (const [what, age, known, expected] of [
  ['kept for its time by an agent that ran all along', week, week, true],
  ['kept for its time on a box that runs an hour a day', week, 7 * hour, true],
  ['not old enough', week - 1, week, false],
  ['old by a clock that jumped ahead, seen a moment ago', 400 * day, 0, false],
  ['old by a clock that jumped ahead, seen for an hour', 400 * day, hour, false],
  ['put there while the clock was at 1970', now, 6 * hour, false],
  ['from the future: the clock was set back', -400 * day, week, false],
] as const) {
  test(`trash ${what} is ${expected ? 'old' : 'kept'}`, (t) => {
    t.is(isOutdated({ at: now - age, known }, now, week), expected)
  })
}

test('trash that is kept for a short time is known for an hour at least before it goes', (t) => {
  t.false(isOutdated({ at: now - day, known: hour - 1 }, now, 2 * hour))
  t.true(isOutdated({ at: now - day, known: hour }, now, 2 * hour))
})

interface Bin extends Aging {
  readonly name: string
  readonly bytes: number
}

const bin = (name: string, age: number, bytes: number, more: Partial<Bin> = {}): Bin => ({
  ...{ name, bytes, at: now - age, known: age, precious: false },
  ...more,
})
const chosen = (bins: readonly Bin[], bytes: number, shortage = 0): string =>
  outdatedOrTooMuch({ bins, now, shortage }, { keep: week, bytes })
    .map(({ name }) => name)
    .join('')

test('too much goes the oldest first, and no more of it than is needed', (t) => {
  const bins = [bin('a', 5 * day, 10), bin('b', 4 * day, 10), bin('c', 3 * day, 10)]
  t.is(chosen(bins, 30), '')
  t.is(chosen(bins, 29), 'a')
  t.is(chosen(bins, 15), 'ab')
  t.is(chosen([bin('z', 8 * day, 10), ...bins], 30), 'z')
})

test('nothing younger than a day goes merely because there is much', (t) => {
  t.is(chosen([bin('a', day - 1, 100), bin('b', hour, 100)], 1), '')
  t.is(chosen([bin('a', 2 * day, 100, { known: hour - 1 })], 1), '')
})

test('on a disk that is nearly full younger trash goes too, as far as it helps, but nothing of the last hour', (t) => {
  const bins = [bin('a', 3 * hour, 10), bin('b', 2 * hour, 10), bin('c', hour - 1, 10)]
  t.is(chosen(bins, 100, 5), 'a')
  t.is(chosen(bins, 100, 11), 'ab')
  t.is(chosen(bins, 100, 1000), 'ab')
})

test('what may not go yet goes by no rule', (t) => {
  for (const [age, isPrecious] of [
    [400 * day, false],
    [400 * day, true],
    [hour, false],
  ] as const) {
    const young = bin('a', age, 100, { known: hour - 1, precious: isPrecious })
    t.false(mayGo(young))
    t.is(chosen([young], 0, 1000), '')
  }
  t.true(mayGo({ known: hour }))
})

test('what Dropbox may not have is kept for its time, however much there is', (t) => {
  const precious = { precious: true }
  t.is(chosen([bin('a', 2 * day, 10, precious), bin('b', day, 10)], 0, 1000), 'b')
  t.is(chosen([bin('a', week, 10, precious)], 100), 'a')
})

test('a program may be writing still into what came a moment ago, or from the future', (t) => {
  t.true(isSettling(now - 1, now))
  t.true(isSettling(now + 60_000, now))
  t.false(isSettling(now - hour, now))
})

test('a file that was written to in the trash is told by its time, unless Dropbox dated it into the future', (t) => {
  t.is(writtenSince(now - day, now - hour, now), now - hour)
  t.is(writtenSince(now - day, now - 2 * day, now), undefined)
  t.is(writtenSince(now - day, now - day + 60_000, now), undefined)
  t.is(writtenSince(now - day, now + day, now), undefined)
})
