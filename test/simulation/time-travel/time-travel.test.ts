import test from 'ava'
import { timeTravels } from './cases.ts'
import { playHistory } from './history.ts'
import { travel } from './travel.ts'

/** So many histories per test run; `npm run reliability:time-travel` plays as many as it is told. */
const seeds = Number(process.env['TIME_TRAVELS'] ?? 1)

// One after the other: where nothing waits for anything real, all at once only keep all of their worlds in memory.
for (const [index, happening] of timeTravels.entries())
  test.serial(
    `after "${happening.name}" nothing is deleted or overwritten unasked, and after each choice all sides are equal and nothing is lost`,
    async (t) => {
      t.timeout(300_000)
      for (let seed = 1 + index * seeds; seed <= (index + 1) * seeds; seed++) {
        const { violations } = await travel(await playHistory(seed), happening, seed, { looks: 2 })
        t.deepEqual(violations, [], `npm run reliability:time-travel -- --first ${seed} --count 1`)
      }
    },
  )
