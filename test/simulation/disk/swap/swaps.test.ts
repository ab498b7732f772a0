import test from 'ava'
import { failEverywhere, failures } from '../../../runtime/local/swap/fail-everywhere.ts'
import { acts, interleaveEverywhere } from '../../../runtime/local/swap/interleave-everywhere.ts'
import { killEverywhere, killTwiceEverywhere } from '../../../runtime/local/swap/kill-everywhere.ts'
import { disks, scenarios } from '../../../runtime/local/swap/scenarios.ts'
import { makeSimulatedSwapWorld } from './simulated-world.ts'

// One after the other: where nothing waits for anything real, all at once only keep all of their worlds in memory.
for (const scenario of scenarios) {
  for (const [kind, disk] of Object.entries(disks))
    test.serial(
      `${scenario.name} ${kind} ends in the state before or after, wherever it is killed`,
      async (t) => {
        const seen = await killEverywhere(scenario, makeSimulatedSwapWorld, disk)
        t.deepEqual(seen.wrong, [])
        t.true(seen.before > 0 && seen.after > 0)
      },
    )

  if (scenario.target in scenario.before)
    test.serial(`${scenario.name} survives being killed once more while it is recovered`, async (t) => {
      t.deepEqual(await killTwiceEverywhere(scenario, makeSimulatedSwapWorld), [])
    })

  for (const failure of failures)
    test.serial(
      `${scenario.name} leaves the old or the new state when any one call fails with ${failure[1]}`,
      async (t) => {
        t.deepEqual(await failEverywhere(scenario, makeSimulatedSwapWorld, failure), [])
      },
    )

  for (const act of acts)
    test.serial(`${scenario.name} loses nothing when somebody ${act.name} at any moment`, async (t) => {
      t.deepEqual(await interleaveEverywhere(scenario, makeSimulatedSwapWorld, act), [])
    })
}
