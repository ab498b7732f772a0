import test from 'ava'
import { rowsOf } from '../../../cli/parts/help.ts'

const purge = {
  name: 'purge',
  operands: 'PACKAGE...',
  summary: 'Uninstall and remove leftover data of one or many packages',
}

test('a verb is listed as the original lists it, and below itself where there is little room', (t) => {
  t.deepEqual(rowsOf(purge, 80), [`  parts purge PACKAGE...     # ${purge.summary}`])
  t.deepEqual(rowsOf(purge, 40), [
    '  parts purge PACKAGE...',
    '      Uninstall and remove leftover data',
    '      of one or many packages',
  ])
})
