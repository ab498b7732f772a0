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
  ['combined (Anna Musters in Konflikt stehende Kopie 2017-01-18).xls', 'combined.xls', 'Anna Muster'],
  ['notes (In Konflikt stehende Kopie von ANN-PC 2011-10-06).txt', 'notes.txt', 'ANN-PC'],
  ['index (Copie en conflit de Jean Martin 2025-10-19).pdf', 'index.pdf', 'Jean Martin'],
  ['restricted (Copia en conflicto de ANN-PC 2024-05-14).py', 'restricted.py', 'ANN-PC'],
  ['notes (Copia in conflitto di MBP (2) 2026-10-08) (1).html', 'notes.html', 'MBP (2)'],
  ['lista (Cópia em conflito de Ann B 2026-08-25 1).xlsx', 'lista.xlsx', 'Ann B'],
  ['lista (Cópia em conflito de Ann 2026-08-25).xlsx'.normalize('NFD'), 'lista.xlsx', 'Ann'],
  ['U2 (山田太郎 の競合コピー 2023-10-29).hpp', 'U2.hpp', '山田太郎'],
  ['plan (G Z 的冲突副本 2018-01-21).pdf', 'plan.pdf', 'G Z'],
  ['a (Конфликтующая копия пользователя Ann B 2022-02-14 02_1.12.08 PM).html', 'a.html', 'Ann B'],
  [
    "a (Copie en conflit de X 2026-11-20) (Y's conflicted copy 2026-11-21).txt",
    'a (Copie en conflit de X 2026-11-20).txt',
    'Y',
  ],
  [
    "a (Y's conflicted copy 2026-11-21) (Copie en conflit de X 2026-11-20).txt",
    "a (Y's conflicted copy 2026-11-21).txt",
    'X',
  ],
  ['notes (conflicted copy 1).txt', 'notes.txt', undefined],
  ['rapport (copie en conflit).txt', undefined, undefined],
  ['(Copie en conflit de X 2026-11-20) notes.txt', undefined, undefined],
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
