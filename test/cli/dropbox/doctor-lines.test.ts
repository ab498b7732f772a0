import test from 'ava'
import { linesOf, told } from '../../../cli/dropbox/doctor.ts'
import { trouble } from '../../../runtime/agent/doctor/finding.ts'
import { describeProblem } from '../../../runtime/engine/describe/problem.ts'

const forged = '/a\nok       trees        All is well.\x1b[2J'
const { text } = describeProblem({ path: forged, why: { reason: 'case-clash', other: forged } })
const obeyed = /[\p{Cc}\p{Zl}\p{Bidi_Control}]/u

for (const quiet of [false, true])
  test(`names among what the doctor found can forge no line${quiet ? ', quiet or not' : ''}`, (t) => {
    const data = { differing: 1, differences: [{ path: forged, text }] }
    const findings = [trouble('trees', 'wrong', `Look at ${forged}.`, `Rename ${forged}.`, data)]
    const lines = told(findings, { columns: 80, style: (_, styled) => styled }, quiet)
    t.true(lines.length >= 3)
    for (const line of lines) t.notRegex(line, obeyed)
    t.true(lines.join('\n').includes(`${'/a\\nok       trees'}`))
  })

test('names on the way of one path can forge no line', (t) => {
  const lines = linesOf(forged, {
    judgement: { path: forged, verdict: 'warning', why: 'problem', text, hops: ['disk-local'] },
    stations: { disk: 'other', local: undefined, synced: undefined, remote: undefined, cloud: 'unknown' },
    onDisk: forged,
    kind: 'symlink',
    remark: `Rule of ${forged}`,
  })
  for (const line of lines) t.notRegex(line, obeyed)
})
