import test from 'ava'
import type { Files } from '../../../../runtime/ports/files.ts'
import { disks, scenarios } from '../../../runtime/local/swap/scenarios.ts'
import { type CutEverywhere, losePowerEverywhere, losePowerTwiceEverywhere } from './lose-power-everywhere.ts'
import { batch, moreScenarios, withoutFolderRenames } from './more-scenarios.ts'

const anyDisk = (files: Files): Files => files

/** The first ways that are wrong, and of how many. */
const wrongIn = ({ wrong, points }: CutEverywhere): unknown[] =>
  wrong.length === 0 ? [] : [`${wrong.length} of ${points}`, ...wrong.slice(0, 3)]

for (const scenario of [...scenarios, ...moreScenarios]) {
  for (const [kind, disk] of Object.entries(disks)) {
    test(`${scenario.name} ${kind} ends in the state before or after, wherever the power is cut`, async (t) => {
      for (const contents of ['flushed', 'zeros'] as const) {
        const cutting = { scenario, journal: 'ordered', disk, contents, between: false } as const
        const seen = await losePowerEverywhere(cutting)
        t.deepEqual(wrongIn(seen), [])
        t.true(seen.before > 0 && seen.after > 0)
      }
    })

    test(`${scenario.name} ${kind} loses nothing where names become lasting out of order`, async (t) => {
      const cutting = { scenario, journal: 'logged', disk, contents: 'flushed', between: true } as const
      const seen = await losePowerEverywhere(cutting)
      t.deepEqual(wrongIn(seen), [])
      t.true(seen.between < seen.points / 10)
    })
  }
}

// Of all operations those that put something over something are cut most often, and take 5 s.
for (const scenario of scenarios.filter(({ name }) => name !== 'replacing a file'))
  test(`${scenario.name} survives a second power cut while it is put right`, async (t) => {
    for (const journal of ['ordered', 'logged'] as const) {
      const between = journal === 'logged'
      const cutting = { scenario, journal, disk: anyDisk, contents: 'zeros', between } as const
      t.deepEqual(wrongIn(await losePowerTwiceEverywhere(cutting)), [])
    }
  })

for (const journal of ['ordered', 'logged'] as const) {
  test(`${batch.name} loses nothing wherever the power is cut (${journal})`, async (t) => {
    const cutting = { scenario: batch, journal, disk: anyDisk, contents: 'torn', between: true } as const
    t.deepEqual(wrongIn(await losePowerEverywhere(cutting)), [])
  })

  test(`a folder that is moved by its parts loses nothing wherever the power is cut (${journal})`, async (t) => {
    const moving = scenarios.filter(({ name }) => name === 'moving a folder')
    t.is(moving.length, 1)
    for (const scenario of moving) {
      const cutting = {
        scenario,
        journal,
        disk: withoutFolderRenames,
        contents: 'flushed',
        between: true,
      } as const
      t.deepEqual(wrongIn(await losePowerEverywhere(cutting)), [])
    }
  })
}
