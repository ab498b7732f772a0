import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { countCalls, Killed, killedAfter } from '../hooked-files.ts'
import { type Scenario, startAgain, stateAfter } from './scenarios.ts'
import { copyNames, type SwapWorld } from './world.ts'

/** What came of killing an operation at each of its calls: how often each state was found, and every way that is wrong. */
export interface KilledEverywhere {
  readonly before: number
  readonly after: number
  readonly wrong: readonly unknown[]
}

/** Kills an operation at each of its calls, starts again, and looks. `disk` is how the operation sees the world's files. */
export async function killEverywhere(
  scenario: Scenario,
  makeWorld: () => Promise<SwapWorld>,
  disk: (files: Files) => Files,
): Promise<KilledEverywhere> {
  const seen = { wrong: [] as unknown[], before: 0, after: 0 }
  const calls = await callsOf(scenario, makeWorld, disk)
  for (let kill = 0; kill <= calls; kill++) {
    await inWorld(makeWorld, async (world) => {
      const operate = await scenario.prepare(world)
      try {
        await operate(killedAfter(disk(world.files), kill))
      } catch (error) {
        if (!wasKilled(error)) throw error
      }
      await startAgain(world)
      const state = stateAfter(scenario, world)
      if (state === 'wrong') seen.wrong.push({ kill, ...described(world) })
      else seen[state]++
    })
  }
  return seen
}

/** Kills an operation at each of its calls, and what puts its remains right at each of its own; gives every way that is wrong. */
export async function killTwiceEverywhere(
  scenario: Scenario,
  makeWorld: () => Promise<SwapWorld>,
): Promise<unknown[]> {
  const wrong: unknown[] = []
  const calls = await callsOf(scenario, makeWorld)
  for (let kill = 0; kill <= calls; kill++) {
    for (let second = 0, more = true; more; second++) {
      await inWorld(makeWorld, async (world) => {
        const operate = await scenario.prepare(world)
        await operate(killedAfter(world.files, kill)).catch(() => 'killed')
        if (world.aside().length === 0) {
          more = false
          return
        }
        const options = { at: Date.UTC(2026, 10, 4), copyName: copyNames }
        const recovered = await recoverAside(killedAfter(world.files, second), world.root, options).catch(
          () => 'killed',
        )
        more = recovered === 'killed'
        await startAgain(world)
        if (stateAfter(scenario, world) === 'wrong') wrong.push({ kill, second, ...described(world) })
      })
    }
  }
  return wrong
}

/** How many calls an operation makes. */
export async function callsOf(
  scenario: Scenario,
  makeWorld: () => Promise<SwapWorld>,
  disk: (files: Files) => Files = (files) => files,
): Promise<number> {
  return inWorld(makeWorld, async (world) => countCalls(disk(world.files), await scenario.prepare(world)))
}

/** Where everything is, for a test to show. */
export function described(world: SwapWorld): object {
  return {
    live: world.live(),
    trash: world.inTrash(),
    staging: world.inStaging(),
    aside: world.aside(),
  }
}

/** An error of a clean-up that was killed as well hides the first one. */
function wasKilled(error: unknown): boolean {
  if (error instanceof Killed) return true
  return error instanceof SuppressedError && wasKilled(error.error)
}

async function inWorld<Value>(
  makeWorld: () => Promise<SwapWorld>,
  work: (world: SwapWorld) => Promise<Value>,
): Promise<Value> {
  const world = await makeWorld()
  try {
    return await work(world)
  } finally {
    world.remove()
  }
}
