import test from 'ava'
import type { Between } from './box.ts'
import { createChance } from './chance.ts'
import { shortest } from './replay.ts'
import { type Outcome, runWorld } from './run.ts'

/** What an agent does wrong, put between it and its world. */
const bugs: Readonly<Record<string, Between>> = {
  'overlooks the last change of every page of the delta': {
    cloud: (cloud) => ({
      ...cloud,
      async changes(...asked) {
        const page = await cloud.changes(...asked)
        return { ...page, changes: page.changes.slice(0, -1) }
      },
    }),
  },
  'never learns that something was deleted in Dropbox': {
    store: (store) => ({
      ...store,
      setRemote(path, entry) {
        if (entry !== undefined) store.setRemote(path, entry)
      },
    }),
  },
  'takes what it deletes in Dropbox for deleted without asking': {
    cloud: (cloud) => ({
      ...cloud,
      deleteFiles: async (files) => files.map(() => ({ ok: true, value: null })),
    }),
  },
}

for (const [what, between] of Object.entries(bugs))
  test(`a world with an agent that ${what} is shrunk to ten events at most`, async (t) => {
    const run: typeof runWorld = (own, schedule) => runWorld(own, { ...schedule, between })
    const [seed, outcome] = await firstFailing(run)
    t.true(outcome.violations.length > 0 && outcome.events.length > 20)
    const { violations, events } = await shortest(seed, outcome, run)
    t.not(violations.length, 0)
    t.true(events.length <= 10, JSON.stringify(events))
  })

/** Worlds with one box alone are tried: they go by the fastest. */
async function firstFailing(run: (seed: number) => Promise<Outcome>): Promise<[number, Outcome]> {
  for (let seed = 1; ; seed++) {
    if (createChance(seed).stream('world').below(3) > 0) continue
    const outcome = await run(seed)
    if (outcome.violations.length > 0) return [seed, outcome]
  }
}
