import test from 'ava'
import { createRescanPeriod } from '../../../../runtime/core/rates/rescan-period.ts'

const usual = 300_000
const longest = 500_000

test('a period is halved by each scan that finds what no event told, down to a fifth', (t) => {
  const period = createRescanPeriod(true)
  const after = [0, 1, 7, 1, 1].map((missed) => {
    period.scanned({ missed, complete: true })
    return period.every(usual, 10, longest)
  })
  t.deepEqual(after, [usual, usual / 2, usual / 4, usual / 5, usual / 5])
  t.is(period.missed(), 1)
})

test('it grows after three scans that find nothing, and beyond the usual only where all is watched', (t) => {
  const grown = (complete: boolean) => {
    const period = createRescanPeriod(true)
    for (let scan = 0; scan < 20; scan++) period.scanned({ missed: 0, complete })
    return period.every(usual, 10, longest)
  }
  t.is(grown(true), longest)
  t.is(grown(false), usual)
  const period = createRescanPeriod(true)
  period.scanned({ missed: 3, complete: true })
  for (let scan = 0; scan < 2; scan++) period.scanned({ missed: 0, complete: true })
  t.is(period.every(usual, 10, longest), usual / 2)
  period.scanned({ missed: 0, complete: true })
  t.is(period.every(usual, 10, longest), 0.75 * usual)
})

test('a box is not scanned all the time where a scan takes long, nor less often than usual for that', (t) => {
  const period = createRescanPeriod(true)
  for (let scan = 0; scan < 9; scan++) period.scanned({ missed: 1, complete: false })
  t.is(period.every(usual, 5_000, longest), 100_000)
  t.is(period.every(usual, 60_000, longest), usual)
})

test('a period that was set stays', (t) => {
  const period = createRescanPeriod(false)
  for (let scan = 0; scan < 9; scan++) period.scanned({ missed: 1, complete: true })
  t.is(period.every(usual, 5_000, longest), usual)
})
