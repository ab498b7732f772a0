import test from 'ava'
import { checkClock } from '../../../../runtime/agent/doctor/clock.ts'
import { now, reached, sound } from './findings.ts'

for (const [off, verdict] of [
  [0, 'ok'],
  [20_000, 'ok'],
  [-20_000, 'ok'],
  [120_000, 'warning'],
  [-120_000, 'warning'],
  [2 * 3_600_000, 'wrong'],
] as const) {
  test(`a clock that is ${off / 1000} s off is ${verdict}`, (t) => {
    const finding = checkClock([reached({ began: now + off })])
    t.is(finding.verdict, verdict)
    t.true(Math.abs(Number(finding.data['skew']) - off / 1000) < 1)
    sound(t, [finding])
  })
}

test('of several answers the nearest tells of the clock, and without any it cannot be compared', (t) => {
  t.is(checkClock([reached({ date: now - 86_400_000 }), reached()]).verdict, 'ok')
  t.is(checkClock([{ ...reached(), answer: undefined }]).verdict, 'warning')
  t.is(checkClock([reached({ date: undefined })]).verdict, 'warning')
})
