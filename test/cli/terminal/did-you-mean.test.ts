import test from 'ava'
import { didYouMean } from '../../../cli/terminal/did-you-mean.ts'

test('a word that was typed wrong is answered with the nearest one, and none with one that is far away', (t) => {
  const known = ['list', 'restore', 'empty']
  for (const [typed, meant] of [
    ['emty', 'empty'],
    ['emtpy', 'empty'],
    ['Empty', 'empty'],
    ['lst', 'list'],
    ['lits', 'list'],
    ['resore', 'restore'],
  ] as const)
    t.is(didYouMean(typed, known), ` Did you mean "${meant}"?`)
  for (const typed of ['delete', 'x', '', 'tsil']) t.is(didYouMean(typed, known), '')
})
