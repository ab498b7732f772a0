import test from 'ava'
import { reasonOf } from '../../../../runtime/agent/doctor/finding.ts'

test('what the system says is told without its calls', (t) => {
  t.is(reasonOf(new Error("EACCES: permission denied, open '/x'")), 'EACCES: permission denied')
  t.is(reasonOf('odd.'), 'odd')
})
