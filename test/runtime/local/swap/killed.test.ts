import test from 'ava'
import { killEverywhere } from './kill-everywhere.ts'
import { disks, scenarios } from './scenarios.ts'
import { makeSwapWorld } from './world.ts'

for (const scenario of scenarios)
  for (const [kind, disk] of Object.entries(disks))
    test(`${scenario.name} ${kind} ends in the state before or after, wherever it is killed`, async (t) => {
      const seen = await killEverywhere(scenario, makeSwapWorld, disk)
      t.deepEqual(seen.wrong, [])
      t.true(seen.before > 0 && seen.after > 0)
    })
