import test from 'ava'
import { runWorld } from './run.ts'

/** So many worlds per test run; `npm run simulate` runs as many as it is told. */
const worlds = Number(process.env['WORLDS'] ?? 100)

test('in simulated worlds with kills, power cuts, faults and people everywhere, all sides end equal, nothing is lost, and then it is quiet', async (t) => {
  t.timeout(300_000)
  for (let seed = 1; seed <= worlds; seed++) {
    const { violations } = await runWorld(seed)
    t.deepEqual(violations, [], `npm run simulate -- ${seed} 1 events`)
  }
})

test('the same seed is the same world', async (t) => {
  const [one, other, another] = [await runWorld(7), await runWorld(7), await runWorld(8)]
  t.is(one.trace, other.trace)
  t.not(one.trace, another.trace)
})
