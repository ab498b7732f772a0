import test from 'ava'
import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import { DiskError, type DiskErrorCode, isDiskError } from '../../../../runtime/ports/files.ts'
import { countCalls, hookedFiles } from '../hooked-files.ts'
import { scenarios } from './scenarios.ts'
import { copyNames, makeSwapWorld, type SwapWorld } from './world.ts'

const failures: readonly (readonly [DiskErrorCode, string])[] = [
  ['no-space', 'ENOSPC'],
  ['no-permission', 'EACCES'],
  ['io', 'EIO'],
]

for (const scenario of scenarios) {
  for (const [code, errno] of failures) {
    test(`${scenario.name} leaves the old or the new state when any one call fails with ${errno}`, async (t) => {
      const counting = await makeSwapWorld()
      const calls = await countCalls(counting.files, await scenario.prepare(counting))
      counting.remove()
      const wrong: unknown[] = []
      for (let failing = 0; failing < calls; failing++) {
        const world = await makeSwapWorld()
        t.teardown(world.remove)
        const operate = await scenario.prepare(world)
        let made = 0
        const files = hookedFiles(world.files, ({ path }) => {
          if (made++ === failing) throw new DiskError(code, path, { errno })
        })
        const outcome = await operate(files).then(
          ({ result }) => result,
          (error) => (isDiskError(error, code) ? 'failed' : String(error)),
        )
        // Nobody may have to start the agent again for the tree to be right; only what the trash gets may wait.
        const live = world.live()
        await recoverAside(files, world.root, { at: Date.UTC(2026, 10, 5), copyName: copyNames })
        const right =
          [scenario.before, scenario.after].some((state) => isEqual(state, live)) &&
          isEqual(live, world.live()) &&
          world.aside().length === 0 &&
          holdsOld(scenario.before, world)
        if (!right) wrong.push({ failing, outcome, live, recovered: world.live(), trash: world.inTrash() })
      }
      t.deepEqual(wrong, [])
    })
  }
}

function holdsOld(before: object, world: SwapWorld): boolean {
  if (!Object.values(before).includes('old')) return true
  return [...Object.values(world.live()), ...world.inTrash()].includes('old')
}

function isEqual(one: object, other: object): boolean {
  const text = (tree: object): string => JSON.stringify(Object.entries(tree).sort())
  return text(one) === text(other)
}
