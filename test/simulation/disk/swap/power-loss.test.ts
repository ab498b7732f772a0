import test from 'ava'
import { disks, scenarios } from '../../../runtime/local/swap/scenarios.ts'
import { losePowerEverywhere, losePowerTwiceEverywhere } from './lose-power-everywhere.ts'

const anyDisk = disks['on any disk'] ?? ((files) => files)

for (const scenario of scenarios) {
  for (const [kind, disk] of Object.entries(disks)) {
    test(`${scenario.name} ${kind} ends in the state before or after, wherever the power is cut`, async (t) => {
      for (const contents of ['flushed', 'zeros'] as const) {
        const seen = await losePowerEverywhere({ scenario, journal: 'ordered', disk, contents })
        t.deepEqual(seen.wrong.slice(0, 3), [], `${seen.wrong.length} of ${seen.points} are wrong`)
        t.true(seen.before > 0 && seen.after > 0)
      }
    })

    test(`${scenario.name} ${kind} loses nothing where names become lasting out of order`, async (t) => {
      const seen = await losePowerEverywhere({ scenario, journal: 'logged', disk, contents: 'flushed' })
      t.deepEqual(seen.wrong.slice(0, 3), [], `${seen.wrong.length} of ${seen.points} are wrong`)
      t.true(seen.between < seen.points / 10)
    })
  }

  // The one that is cut most often takes 5 s.
  if (scenario.name !== 'replacing a file')
    test(`${scenario.name} survives a second power cut while it is put right`, async (t) => {
      for (const journal of ['ordered', 'logged'] as const) {
        const seen = await losePowerTwiceEverywhere({ scenario, journal, disk: anyDisk, contents: 'zeros' })
        t.deepEqual(seen.wrong.slice(0, 3), [], `${seen.wrong.length} of ${seen.points} are wrong`)
      }
    })
}
