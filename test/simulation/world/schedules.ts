import test from 'ava'
import { runWorld } from './run.ts'

/** So many schedules per test run; `npm run reliability:schedules` runs as many as it is told. */
const schedules = Number(process.env['WORLDS'] ?? 2000)
/** Files that share them, so that they run beside each other. Each has to warm up: one for every core of a small machine. */
const shards = 2
const faultsWanted = 5

/** Tests one share of the schedules, counted from 1. */
export function testSchedules(shard: number): void {
  test('in simulated worlds with crashes, faults and people everywhere, all sides end equal, nothing is lost, and then it is quiet', async (t) => {
    t.timeout(600_000)
    const own = Math.ceil(schedules / shards)
    const first = (shard - 1) * own + 1
    let crashed = 0
    for (let seed = first; seed < first + own; seed++) {
      const { violations, struck } = await runWorld(seed, { traced: false })
      if (violations.length > 0) t.fail(`${violations.join('; ')}: npm run simulate -- ${seed} 1 events`)
      let faults = 0
      for (const times of struck.values()) faults += times
      if (faults < faultsWanted) t.fail(`only ${faults} faults: npm run simulate -- ${seed} 1 events`)
      if (struck.has('crash')) crashed++
    }
    t.true(crashed >= own / 2, `${crashed} of ${own} schedules with a crash`)
  })
}
