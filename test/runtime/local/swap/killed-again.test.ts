import test from 'ava'
import { killTwiceEverywhere } from './kill-everywhere.ts'
import { scenarios } from './scenarios.ts'
import { makeSwapWorld } from './world.ts'

// Only what takes a file aside has anything to recover.
for (const scenario of scenarios.filter(({ before, target }) => target in before))
  test(`${scenario.name} survives being killed once more while it is recovered`, async (t) => {
    t.deepEqual(await killTwiceEverywhere(scenario, makeSwapWorld), [])
  })
