import test from 'ava'
import { isDiskError } from '../../../../runtime/ports/files.ts'
import { described } from '../../../runtime/local/swap/kill-everywhere.ts'
import { disks, keepsAll, scenarios, startAgain, stateAfter } from '../../../runtime/local/swap/scenarios.ts'
import { batch, moreScenarios } from './more-scenarios.ts'
import { makeSimulatedSwapWorld } from './simulated-world.ts'

const block = 4096
const mostBlocks = 14

for (const scenario of [...scenarios, ...moreScenarios, batch])
  for (const [kind, disk] of Object.entries(disks))
    test(`${scenario.name} ${kind} loses nothing on a disk with room for any number of blocks`, async (t) => {
      const outcomes = new Set<string>()
      for (let blocks = 0; blocks <= mostBlocks; blocks++) {
        const world = await makeSimulatedSwapWorld()
        const operate = await scenario.prepare(world)
        const { used } = world.disk.volume(world.root)
        world.disk.configure(world.root, { capacity: used + blocks * block })
        const outcome = await operate(disk(world.files)).then(
          () => 'done',
          (error) => (isDiskError(error, 'no-space') ? 'full' : String(error)),
        )
        outcomes.add(outcome)
        // The next agent finds the disk as full as this one left it.
        await startAgain(world)
        const state = stateAfter(scenario, world)
        const isFine = state === (outcome === 'done' ? 'after' : 'before')
        t.true(
          isFine || (scenario === batch && keepsAll(scenario, world)),
          JSON.stringify({ blocks, outcome, ...described(world) }),
        )
      }
      t.true(outcomes.has('done'))
      t.true(
        [...outcomes].every((outcome) => outcome === 'done' || outcome === 'full'),
        [...outcomes].join(),
      )
    })
