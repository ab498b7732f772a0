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
  for (const columns of [40, 80])
    for (const line of linesOf(forged, look(forged, text), columns)) t.notRegex(line, obeyed)
})

for (const columns of [40, 60, 80])
  test(`what the doctor says fits ${columns} columns`, (t) => {
    const long =
      'Words that go on and on, for as long as it takes to tell it all and a little longer than that.'
    const findings = [
      trouble('file-system', 'warning', long, long),
      trouble('trees', 'wrong', 'It differs.', 'Look.', {
        differing: 3,
        differences: [{ path: '/a', text: 'b' }],
      }),
    ]
    const told80 = told(findings, { columns, style: (_, styled) => styled }, false)
    const lines = [...told80, ...linesOf('/a', look('/home/ann/Dropbox/a', long), columns)]
    for (const line of lines) t.true(line.length <= columns, line)
    t.true(lines.some((line) => line.includes('file-system')))
    t.is(told80.filter((line) => /^(wrong|warning)/.test(line)).length, 2)
  })

function look(onDisk: string, said: string): Parameters<typeof linesOf>[1] {
  return {
    judgement: { path: '/a', verdict: 'warning', why: 'problem', text: said, hops: ['disk-local'] },
    stations: {
      ...{ disk: 'other', local: undefined, synced: undefined, remote: undefined, cloud: 'unknown' },
    },
    ...{ onDisk, kind: 'symlink', remark: `Rule of ${onDisk}` },
  }
}
