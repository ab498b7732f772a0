import test from 'ava'
import { falls } from '../../../bench/report/falls.ts'
import { pageOf } from '../../../bench/report/page.ts'
import { type KeptRun, shownRuns } from '../../../bench/results.ts'
import type { Row } from '../../../bench/row.ts'
import { rows } from '../../../bench/rows/rows.ts'

const row: Row = {
  name: 'a-row',
  title: 'A row',
  about: 'Something is done.',
  variants: ['up', 'down'],
  measure: async () => undefined,
  judge: (runs) => [
    { what: 'time', goal: 'at most 2 s', measured: `${runs[0]?.figures['seconds']} s`, reached: false },
  ],
  plots: [{ title: 'Time', figure: 'seconds', unit: 's' }],
}

const run = (some: Partial<KeptRun> = {}): KeptRun => ({
  ...{ row: 'a-row', session: 'first', variant: 'up', contestant: 'box-parts', round: 0, scale: 1, seed: 1 },
  ...{ at: '2026-01-02T00:00:00.000Z', commit: 'abcdef0', changed: false, loadAverage: 0.5 },
  machine: { processor: 'some', cores: 2, memoryGiB: 1, kernel: '6', node: 'v24' },
  figures: { seconds: 3 },
  routes: {},
  ...some,
})

const line = (what: string, reached: boolean) => ({ what, goal: 'good', measured: 'so', reached })

const textOf = (...runs: KeptRun[]): string => pageOf('# Top\n', [{ row, runs }]).get('performance.md') ?? ''

test('the page has a line for each goal, and says which is not reached', (t) => {
  const page = textOf(run())
  t.true(page.includes('| A row | time | at most 2 s | 3 s | **not reached** |'))
  t.true(page.includes('![Time](performance/a-row.svg)'))
})

test('a row that was not measured says so', (t) => {
  t.true(textOf().includes('not measured yet'))
})

test('figures of a busy machine, and of a small size, are told as such', (t) => {
  t.false(textOf(run()).includes('busy'))
  const page = textOf(run({ loadAverage: 7, scale: 0.05 }))
  t.true(page.includes('a busy machine'))
  t.true(page.includes('only 0.05 of the full size'))
  t.true(page.includes('3 s (small)'))
})

test('runs of one session are shown, the last at full size before a later try', (t) => {
  const [old, full, tried] = [run({ session: 'a' }), run({ session: 'b' }), run({ session: 'c', scale: 0.1 })]
  t.deepEqual(shownRuns([old, full, tried], row), [full])
  t.deepEqual(shownRuns([tried], row), [tried])
  t.deepEqual(shownRuns([full], { ...row, name: 'another-row' }), [])
})

test('each variant is shown from its own last session, as one may be measured by itself', (t) => {
  const [up, down] = [run({ session: 'a' }), run({ session: 'a', variant: 'down' })]
  const again = run({ session: 'b', variant: 'down' })
  const small = run({ session: 'c', variant: 'down', scale: 0.1 })
  const renamed = run({ session: 'd', variant: 'sideways' })
  t.deepEqual(shownRuns([up, down, again, small, renamed], row), [up, again])
  t.deepEqual(shownRuns([up, small], row), [up])
})

test('a session that was cut off before everybody had run does not take the place of a whole one', (t) => {
  const whole = [run({ session: 'a' }), run({ session: 'a', contestant: 'rclone' })]
  const cut = run({ session: 'b' })
  t.deepEqual(shownRuns([...whole, cut], row), whole)
})

test('what is not reached is told with its reason, or that nobody knows it; what is reached is not', (t) => {
  const lines = [
    line('memory, up', false),
    line('memory, down', false),
    line('colour', false),
    line('taste', true),
  ]
  const texts = {
    'a-row': ['memory', 'taste'].map((about) => ({ line: about, why: `Why ${about}.`, closes: 'Thrift.' })),
  }
  const page = pageOf('# Top\n', [{ row: { ...row, judge: () => lines }, runs: [run()] }], texts)
  const text = page.get('performance.md') ?? ''
  t.true(text.includes('**Falls short:** memory, up; memory, down. Why memory. What would close it: Thrift.'))
  t.true(text.includes('**Falls short:** colour. Why is not known yet.'))
  t.false(text.includes('Why taste.'))
})

test('every text about what falls short is for a row that there is', (t) => {
  const names = new Set(rows.map(({ name }) => name))
  t.deepEqual(
    Object.keys(falls).filter((name) => !names.has(name)),
    [],
  )
})

test('how often was measured, and what was not, is told', (t) => {
  const page = textOf(run(), run({ round: 1 }))
  t.true(page.includes('(up), full size, 2 times, commit abcdef0'))
  t.true(page.includes('Not measured yet: down.'))
})
