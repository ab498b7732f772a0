import test from 'ava'
import { acts, interleaveEverywhere } from './interleave-everywhere.ts'
import { scenarios } from './scenarios.ts'
import { makeSwapWorld } from './world.ts'

for (const scenario of scenarios)
  for (const act of acts)
    test(`${scenario.name} loses nothing when somebody ${act.name} at any moment`, async (t) => {
      t.deepEqual(await interleaveEverywhere(scenario, makeSwapWorld, act), [])
    })
