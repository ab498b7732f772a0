import test from 'ava'
import { checkIndex, type IndexState } from '../../../../runtime/agent/doctor/index-file.ts'
import { sound } from './findings.ts'

for (const [index, verdict] of [
  [{ state: 'agent' }, 'ok'],
  [{ state: 'readable' }, 'ok'],
  [{ state: 'none' }, 'warning'],
  [{ state: 'unusable', code: 'corrupt', detail: 'It is damaged.' }, 'wrong'],
  [{ state: 'unusable', code: 'newer-version', detail: 'It is newer.' }, 'wrong'],
  [{ state: 'unusable', code: 'older-version', detail: 'It is older.' }, 'wrong'],
  [{ state: 'unusable', code: 'EACCES', detail: 'It cannot be read.' }, 'wrong'],
] as const satisfies readonly (readonly [IndexState, string])[]) {
  test(`an index that is ${JSON.stringify(index)} is ${verdict}`, (t) => {
    const finding = checkIndex('/i', index)
    t.is(finding.verdict, verdict)
    sound(t, [finding])
  })
}
