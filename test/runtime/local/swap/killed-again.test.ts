import test from 'ava'
import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import { countCalls, killedAfter } from '../hooked-files.ts'
import { scenarios, startAgain } from './scenarios.ts'
import { copyNames, makeSwapWorld } from './world.ts'

const again = { at: Date.UTC(2026, 10, 4), copyName: copyNames }

// Only what takes a file aside has anything to recover.
for (const scenario of scenarios.filter(({ before, target }) => target in before)) {
  test(`${scenario.name} survives being killed once more while it is recovered`, async (t) => {
    const counting = await makeSwapWorld()
    const calls = await countCalls(counting.files, await scenario.prepare(counting))
    counting.remove()
    for (let kill = 0; kill <= calls; kill++) {
      for (let second = 0; ; second++) {
        const world = await makeSwapWorld()
        t.teardown(world.remove)
        const operate = await scenario.prepare(world)
        await operate(killedAfter(world.files, kill)).catch(() => 'killed')
        if (world.aside().length === 0) break
        const recovered = await recoverAside(killedAfter(world.files, second), world.root, again).catch(
          () => 'killed',
        )
        await startAgain(world)
        const live = world.live()
        t.true(
          [scenario.before, scenario.after].some((state) => isEqual(state, live)),
          `${kill}, ${second}: ${JSON.stringify(live)}`,
        )
        t.deepEqual(world.aside(), [])
        if (recovered !== 'killed') break
      }
    }
  })
}

function isEqual(one: object, other: object): boolean {
  const text = (tree: object): string => JSON.stringify(Object.entries(tree).sort())
  return text(one) === text(other)
}
