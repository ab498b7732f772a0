import test from 'ava'
import { failEverywhere, failures } from './fail-everywhere.ts'
import { scenarios } from './scenarios.ts'
import { makeSwapWorld } from './world.ts'

for (const scenario of scenarios)
  for (const failure of failures)
    test(`${scenario.name} leaves the old or the new state when any one call fails with ${failure[1]}`, async (t) => {
      t.deepEqual(await failEverywhere(scenario, makeSwapWorld, failure), [])
    })
