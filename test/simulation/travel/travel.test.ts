import test from 'ava'
import { keeps } from '../../../runtime/core/restored/keep.ts'
import type { Halt } from '../../../runtime/engine/status.ts'
import { type Journey, journeys } from './journey.ts'
import { travel } from './travel.ts'

/** What each journey may be recognised as. An index that is lost needs nobody: both sides are united. An emptied root in which somebody works on is none. */
const recognised: Readonly<Record<Journey, readonly Halt['reason'][]>> = {
  'files old': ['rolled-back'],
  'files old, copied': ['rolled-back'],
  'index old': ['rolled-back', 'box-restored'],
  'both old': ['box-restored'],
  'index lost': [],
  'marker lost': ['marker-lost'],
  'root empty': ['root-emptied', 'marker-lost'],
  'root replaced': ['marker-lost'],
  'other volume': ['other-device'],
}

for (const journey of Object.keys(journeys) as Journey[])
  for (const keep of keeps)
    test(`${journey}: nothing is overwritten or deleted before ${keep}, which does what it showed`, async (t) => {
      for (let seed = 0; seed < 2; seed++) {
        const { violations, halts } = await travel(seed, journey, keep)
        t.deepEqual(violations, [], `seed ${seed}`)
        const words = recognised[journey]
        // A box that agrees with its Dropbox all the same may go on.
        if (journey !== 'both old') t.is(halts.length > 0, words.length > 0, `seed ${seed}`)
        t.true(
          halts.every((halt) => words.includes(halt)),
          `seed ${seed}: ${halts}`,
        )
      }
    })
