import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import { DiskError, type DiskErrorCode, isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { callsOf, described } from './kill-everywhere.ts'
import { type Scenario, stateAfter } from './scenarios.ts'
import { copyNames, type SwapWorld } from './world.ts'

/** What calls fail with. */
export const failures: readonly (readonly [DiskErrorCode, string])[] = [
  ['no-space', 'ENOSPC'],
  ['no-permission', 'EACCES'],
  ['io', 'EIO'],
]

/** Lets each call of an operation fail once; gives every way that is wrong. */
export async function failEverywhere(
  scenario: Scenario,
  makeWorld: () => Promise<SwapWorld>,
  [code, errno]: (typeof failures)[number],
): Promise<unknown[]> {
  const wrong: unknown[] = []
  const calls = await callsOf(scenario, makeWorld)
  for (let failing = 0; failing < calls; failing++) {
    const world = await makeWorld()
    try {
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
      const isSame = JSON.stringify(live) === JSON.stringify(world.live())
      if (!isSame || stateAfter(scenario, world) === 'wrong')
        wrong.push({ failing, outcome, unrecovered: live, ...described(world) })
    } finally {
      world.remove()
    }
  }
  return wrong
}
