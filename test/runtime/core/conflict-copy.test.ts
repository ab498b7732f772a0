import test from 'ava'
import fc from 'fast-check'
import { conflictCopyOf } from '../../../runtime/core/conflict-copy.ts'
import { conflictName } from '../../../runtime/core/plan/conflict-name.ts'

for (const [name, original, by] of [
  ["notes (Ann's conflicted copy 2026-11-21).txt", 'notes.txt', 'Ann'],
  ["notes (Ann's MacBook Pro's conflicted copy 2011-10-06).txt", 'notes.txt', "Ann's MacBook Pro"],
  ['notes (Ann’s conflicted copy 2026-11-21).txt', 'notes.txt', 'Ann'],
  ["notes (Ann's conflicted copy 2026-11-21) (2).txt", 'notes.txt', 'Ann'],
  ["notes (Ann's conflicted copy 2026-11-21 (1)).txt", 'notes.txt', 'Ann'],
  ['notes (conflicted copy 2013-06-15 083405).txt', 'notes.txt', undefined],
  ["Makefile (box (2)'s conflicted copy 2026-11-21)", 'Makefile', 'box (2)'],
  ["a (b) (Ann's conflicted copy 2026-11-21).tar.gz", 'a (b).tar.gz', 'Ann'],
  ["a.tar (Ann's conflicted copy 2026-11-21).gz", 'a.tar.gz', 'Ann'],
  [
    "a (X's conflicted copy 2026-11-20) (Y's conflicted copy 2026-11-21).txt",
    "a (X's conflicted copy 2026-11-20).txt",
    'Y',
  ],
  ['notes.txt', undefined, undefined],
  ['on the conflicted copy.txt', undefined, undefined],
] as const)
  test(`${name} is ${original === undefined ? 'no conflict copy' : `a copy of ${original}`}`, (t) => {
    t.deepEqual(conflictCopyOf(name), original === undefined ? undefined : { original, by })
  })

test('every name that is given to a conflict copy is read as one', (t) => {
  const word = fc.stringMatching(/^[a-z][a-z .()-]{0,12}[a-z]$/)
  fc.assert(
    fc.property(word, fc.constantFrom('', '.txt', '.md'), word, fc.nat(3), (stem, extension, box, taken) => {
      let left = taken
      const boxName = box.replaceAll(/[()]/g, '')
      const label = { boxName, day: '2026-11-21' }
      const name = stem.replaceAll('.', '') + extension
      t.deepEqual(conflictCopyOf(conflictName(name, '', label, () => left-- > 0)), {
        original: name,
        by: boxName,
      })
    }),
  )
})
