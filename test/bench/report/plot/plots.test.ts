import test from 'ava'
import { barPicture, placeBars, plotBars } from '../../../../bench/report/plot/bars.ts'
import { logAxis, plotGrowth } from '../../../../bench/report/plot/growth.ts'

const bar = (group: string, label: string, median: number) => ({
  group,
  label,
  spread: { median, min: median / 2, max: median * 2 },
})

test('bars are as long as their medians, and the greatest value takes the whole width', (t) => {
  const { bars } = placeBars([bar('up', 'one', 10), bar('up', 'other', 5)])
  const { width, left, right } = barPicture
  t.is(bars[0]?.to, width - right)
  t.is(bars[0]?.width, (width - left - right) / 2)
  t.is(Number(bars[0]?.width), 2 * Number(bars[1]?.width))
  t.is(bars[0]?.from, left + (width - left - right) / 4)
})

test('bars do not overlap, and lie in the picture', (t) => {
  const { bars, height } = placeBars([bar('up', 'one', 1), bar('up', 'other', 2), bar('down', 'one', 3)])
  const tops = bars.map(({ y }) => y)
  for (const [index, y] of tops.entries()) t.true(y + barPicture.bar < (tops[index + 1] ?? height))
})

test('bars of nothing have no length', (t) => {
  t.is(placeBars([bar('up', 'one', 0)]).bars[0]?.width, 0)
})

test('a logarithmic axis ends at powers of ten, and places their steps evenly', (t) => {
  const { ticks, place } = logAxis([30, 3000], 100, 400)
  t.deepEqual(ticks, [10, 100, 1000, 10000])
  t.deepEqual(ticks.map(place), [100, 200, 300, 400])
  t.deepEqual(logAxis([10], 0, 1).ticks, [10, 100])
})

test('names in a picture cannot break it', (t) => {
  const picture = plotBars('a < b & c', 's', [bar('"up"', '<one>', 1)], '')
  t.true(picture.includes('a &lt; b &amp; c'))
  t.false(picture.includes('<one>'))
})

test('a picture of growth leaves out what has no logarithm', (t) => {
  const picture = plotGrowth('growth', { work: 'files', cost: 's' }, [
    {
      label: 'scan',
      points: [
        { work: 0, cost: 1 },
        { work: 10, cost: 1 },
        { work: 100, cost: 12 },
      ],
    },
  ])
  t.is(picture.match(/<circle/g)?.length, 2)
  t.false(picture.includes('NaN'))
})
