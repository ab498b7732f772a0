import test from 'ava'
import fc from 'fast-check'
import { plannerProperties } from './properties.ts'

/** So many cases in all; `npm run reliability:planner` runs as many as it is told. */
const cases = Number(process.env['PLANNER_CASES'] ?? 200_000)

for (const { that, share, property } of plannerProperties) {
  test(that, (t) => {
    t.timeout(300_000)
    t.notThrows(() => fc.assert(property, { numRuns: Math.ceil(cases * share) }))
  })
}
