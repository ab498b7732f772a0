import { hookedFiles } from '../hooked-files.ts'
import { callsOf, described } from './kill-everywhere.ts'
import type { Scenario } from './scenarios.ts'
import type { SwapWorld } from './world.ts'

/** What a person does in one moment; what must be in the tree at the end because of it. */
export interface Act {
  readonly name: string
  /** False when there is nothing to do it to at that moment. */
  readonly perform: (world: SwapWorld, outside: string) => boolean
  readonly written: string | undefined
}

export const acts: readonly Act[] = [
  {
    name: 'writes into the file',
    written: 'mine',
    perform({ hands, path }) {
      if (!hands.exists(path('a'))) return false
      hands.write(path('a/f'), 'mine')
      return true
    },
  },
  {
    name: 'saves the file by renaming',
    written: 'mine',
    perform({ hands, path }) {
      if (!hands.exists(path('a'))) return false
      hands.write(path('a/.f.saving'), 'mine')
      hands.rename(path('a/.f.saving'), path('a/f'))
      return true
    },
  },
  {
    name: 'deletes the file',
    written: undefined,
    perform({ hands, path }) {
      hands.remove(path('a/f'))
      return true
    },
  },
  {
    name: 'puts a folder in its place',
    written: 'mine',
    perform({ hands, path }) {
      if (!hands.exists(path('a'))) return false
      hands.remove(path('a/f'))
      hands.mkdir(path('a/f'))
      hands.write(path('a/f/inner'), 'mine')
      return true
    },
  },
  {
    name: 'puts a symlink in its place',
    written: undefined,
    perform({ hands, path }, outside) {
      if (!hands.exists(path('a'))) return false
      hands.remove(path('a/f'))
      hands.symlink(`${outside}/precious`, path('a/f'))
      return true
    },
  },
  {
    name: 'makes a file at the new place of a move',
    written: 'mine',
    perform({ hands, path }) {
      if (!hands.exists(path('b'))) return false
      hands.write(path('b/g'), 'mine')
      return true
    },
  },
  {
    name: 'exchanges the folder for a symlink that leads elsewhere',
    written: undefined,
    perform({ hands, path }, outside) {
      if (!hands.exists(path('a'))) return false
      hands.rename(path('a'), path('elsewhere'))
      hands.symlink(outside, path('a'))
      return true
    },
  },
]

/** Lets somebody act before each call of an operation; gives every way in which something is lost, leaks out or stays aside. */
export async function interleaveEverywhere(
  scenario: Scenario,
  makeWorld: () => Promise<SwapWorld>,
  act: Act,
): Promise<unknown[]> {
  const wrong: unknown[] = []
  const calls = await callsOf(scenario, makeWorld)
  for (let moment = 0; moment < calls; moment++) {
    const world = await makeWorld()
    try {
      const outside = await world.outside()
      world.hands.write(`${outside}/precious`, 'precious')
      const operate = await scenario.prepare(world)
      let made = 0
      let performed = false
      const { result } = await operate(
        hookedFiles(world.files, () => {
          if (made++ === moment) performed = act.perform(world, outside)
        }),
      )
      const live = Object.values(world.live())
      const lost = performed && act.written !== undefined && !live.includes(act.written)
      const leaked = JSON.stringify(world.hands.tree(outside)) !== '{"precious":"precious"}'
      if (lost || leaked || world.aside().length > 0) wrong.push({ moment, result, ...described(world) })
    } finally {
      world.remove()
    }
  }
  return wrong
}
