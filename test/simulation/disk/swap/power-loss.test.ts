import test from 'ava'
import { everyCutting } from './cuttings.ts'
import { type CutEverywhere, losePowerEverywhere, losePowerTwiceEverywhere } from './lose-power-everywhere.ts'
import { batch } from './more-scenarios.ts'

/** The first ways that are wrong, and of how many. */
const wrongIn = ({ wrong, points }: CutEverywhere): unknown[] =>
  wrong.length === 0 ? [] : [`${wrong.length} of ${points}`, ...wrong.slice(0, 3)]

const end = (between: boolean): string =>
  between ? 'loses nothing' : 'loses nothing and ends in the state before or after'

// One after the other: where nothing waits for anything real, all at once only keep all of their worlds in memory.
for (const cutting of everyCutting()) {
  const { scenario, kind, journal, contents, between } = cutting
  // The rest takes two minutes, and is for long runs.
  const isPlain = kind === 'on any disk'
  if (contents !== 'zeros' || (!isPlain && (journal === 'logged' || scenario === batch))) continue
  test.serial(
    `${scenario.name} ${kind} ${end(between)}, wherever the power is cut (names ${journal}, content ${contents})`,
    async (t) => {
      const seen = await losePowerEverywhere(cutting)
      t.deepEqual(wrongIn(seen), [])
      t.true(seen.before > 0 && seen.after > 0)
    },
  )
}

for (const cutting of everyCutting()) {
  const { scenario, kind, journal, contents, between } = cutting
  if (kind !== 'on any disk' || contents !== 'zeros') continue
  // Of the others a single one takes seconds.
  if (!scenario.name.startsWith('moving') && !scenario.name.startsWith('placing')) continue
  test.serial(
    `${scenario.name} ${end(between)} when the power is cut again while it is put right (names ${journal})`,
    async (t) => {
      t.deepEqual(wrongIn(await losePowerTwiceEverywhere(cutting)), [])
    },
  )
}
