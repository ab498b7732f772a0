import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import test from 'ava'
import { countCalls, hookedFiles } from '../hooked-files.ts'
import { makeTemporaryFolder } from '../temporary-folder.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { makeSwapWorld, type SwapWorld } from './world.ts'

/** What a person does in one moment; what must be in the tree at the end because of it. */
interface Act {
  readonly name: string
  /** False when there is nothing to do it to at that moment. */
  readonly perform: (world: SwapWorld, outside: string) => boolean
  readonly written: string | undefined
}

const acts: readonly Act[] = [
  {
    name: 'writes into the file',
    written: 'mine',
    perform(world) {
      if (!existsSync(world.path('a'))) return false
      writeFileSync(world.path('a/f'), 'mine')
      return true
    },
  },
  {
    name: 'saves the file by renaming',
    written: 'mine',
    perform(world) {
      if (!existsSync(world.path('a'))) return false
      writeFileSync(world.path('a/.f.saving'), 'mine')
      renameSync(world.path('a/.f.saving'), world.path('a/f'))
      return true
    },
  },
  {
    name: 'deletes the file',
    written: undefined,
    perform(world) {
      rmSync(world.path('a/f'), { force: true })
      return true
    },
  },
  {
    name: 'puts a folder in its place',
    written: 'mine',
    perform(world) {
      if (!existsSync(world.path('a'))) return false
      rmSync(world.path('a/f'), { force: true })
      mkdirSync(world.path('a/f'))
      writeFileSync(world.path('a/f/inner'), 'mine')
      return true
    },
  },
  {
    name: 'puts a symlink in its place',
    written: undefined,
    perform(world, outside) {
      if (!existsSync(world.path('a'))) return false
      rmSync(world.path('a/f'), { force: true })
      symlinkSync(`${outside}/precious`, world.path('a/f'))
      return true
    },
  },
  {
    name: 'makes a file at the new place of a move',
    written: 'mine',
    perform(world) {
      if (!existsSync(world.path('b'))) return false
      writeFileSync(world.path('b/g'), 'mine')
      return true
    },
  },
  {
    name: 'exchanges the folder for a symlink that leads elsewhere',
    written: undefined,
    perform(world, outside) {
      if (!existsSync(world.path('a'))) return false
      renameSync(world.path('a'), world.path('elsewhere'))
      symlinkSync(outside, world.path('a'))
      return true
    },
  },
]

for (const scenario of scenarios) {
  for (const act of acts) {
    test(`${scenario.name} loses nothing when somebody ${act.name} at any moment`, async (t) => {
      const wrong = await interleaveEverywhere(scenario, act)
      t.deepEqual(wrong, [])
    })
  }
}

async function interleaveEverywhere(scenario: Scenario, act: Act): Promise<unknown[]> {
  const wrong: unknown[] = []
  const counting = await makeSwapWorld()
  const calls = await countCalls(counting.files, await scenario.prepare(counting))
  counting.remove()
  for (let moment = 0; moment < calls; moment++) {
    const [world, outside] = [await makeSwapWorld(), await makeTemporaryFolder()]
    writeFileSync(`${outside}/precious`, 'precious')
    try {
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
      const leaked =
        readdirSync(outside).join() !== 'precious' ||
        readFileSync(`${outside}/precious`, 'utf8') !== 'precious'
      if (lost || leaked || world.aside().length > 0)
        wrong.push({ moment, result, live: world.live(), trash: world.inTrash(), aside: world.aside() })
    } finally {
      world.remove()
      rmSync(outside, { recursive: true, force: true })
    }
  }
  return wrong
}
