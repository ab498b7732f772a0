import test from 'ava'
import type { Files } from '../../../../runtime/ports/files.ts'
import { countCalls, Killed, killedAfter } from '../hooked-files.ts'
import { type Scenario, scenarios, startAgain, withoutLinks, withoutSymlinks } from './scenarios.ts'
import { makeSwapWorld, type SwapWorld } from './world.ts'

const disks: Readonly<Record<string, (files: Files) => Files>> = {
  'on any disk': (files) => files,
  'without hard links': withoutLinks,
  'without symlinks': withoutSymlinks,
}

for (const scenario of scenarios)
  for (const [kind, disk] of Object.entries(disks))
    test(`${scenario.name} ${kind} ends in the state before or after, wherever it is killed`, async (t) => {
      const seen = await killEverywhere(scenario, (world) => disk(world.files))
      t.deepEqual(seen.wrong, [])
      t.true(seen.before > 0 && seen.after > 0)
    })

async function killEverywhere(
  scenario: Scenario,
  disk: (world: SwapWorld) => Files,
): Promise<{ wrong: unknown[]; before: number; after: number }> {
  const seen = { wrong: [] as unknown[], before: 0, after: 0 }
  const calls = await inWorld(async (world) => countCalls(disk(world), await scenario.prepare(world)))
  for (let kill = 0; kill <= calls; kill++) {
    await inWorld(async (world) => {
      const operate = await scenario.prepare(world)
      try {
        await operate(killedAfter(disk(world), kill))
      } catch (error) {
        if (!wasKilled(error)) throw error
      }
      await startAgain(world)
      const live = world.live()
      const state = stateOf(scenario, live)
      if (state === undefined || world.aside().length > 0 || !keepsAll(scenario, world))
        seen.wrong.push({
          kill,
          live,
          trash: world.inTrash(),
          staging: world.inStaging(),
          aside: world.aside(),
        })
      else seen[state]++
    })
  }
  return seen
}

function stateOf({ before, after }: Scenario, live: unknown): 'before' | 'after' | undefined {
  const text = JSON.stringify(sorted(live))
  if (text === JSON.stringify(sorted(before))) return 'before'
  return text === JSON.stringify(sorted(after)) ? 'after' : undefined
}

/** The old content is in the tree or in the trash, the new one in the tree or staged. */
function keepsAll({ before, after }: Scenario, world: SwapWorld): boolean {
  const live = Object.values(world.live())
  const has = (content: string, ...places: string[][]): boolean =>
    places.some((place) => place.includes(content))
  const old = !Object.values(before).includes('old') || has('old', live, world.inTrash())
  return old && (!Object.values(after).includes('new') || has('new', live, world.inStaging()))
}

function sorted(tree: unknown): unknown {
  return Object.entries(tree as object).sort(([one], [other]) => (one < other ? -1 : 1))
}

/** An error of a clean-up that was killed as well hides the first one. */
function wasKilled(error: unknown): boolean {
  if (error instanceof Killed) return true
  return error instanceof SuppressedError && wasKilled(error.error)
}

async function inWorld<Value>(work: (world: SwapWorld) => Promise<Value>): Promise<Value> {
  const world = await makeSwapWorld()
  try {
    return await work(world)
  } finally {
    world.remove()
  }
}
