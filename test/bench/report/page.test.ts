import test from 'ava'
import { pageOf } from '../../../bench/report/page.ts'
import { type KeptRun, shownRuns } from '../../../bench/results.ts'
import type { Row } from '../../../bench/row.ts'

const row: Row = {
  name: 'a-row',
  title: 'A row',
  about: 'Something is done.',
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
  t.deepEqual(shownRuns([old, full, tried], 'a-row'), [full])
  t.deepEqual(shownRuns([tried], 'a-row'), [tried])
  t.deepEqual(shownRuns([full], 'another-row'), [])
})
