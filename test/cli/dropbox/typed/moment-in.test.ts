import test from 'ava'
import { laterIn, momentIn } from '../../../../cli/dropbox/typed/moment-in.ts'

const now = Date.parse('2026-11-21T12:00:00Z')

test('moments are days, minutes or seconds in the own time, or so long ago', (t) => {
  t.is(momentIn('2026-11-20', now), new Date(2026, 10, 20).getTime())
  t.is(momentIn('2026-11-20 15:04', now), new Date(2026, 10, 20, 15, 4).getTime())
  t.is(momentIn('2026-11-20 15:04:33', now), new Date(2026, 10, 20, 15, 4, 33).getTime())
  t.is(momentIn('2026-11-20T15:04:33Z', now), Date.parse('2026-11-20T15:04:33Z'))
  t.is(momentIn('3d', now), now - 3 * 86_400_000)
  t.is(momentIn('90m', now), now - 90 * 60_000)
})

test('what is no moment, and what is still to come, is none', (t) => {
  for (const text of ['', 'yesterday', '2026-13-40', '3', '3w', '-3d', '2026-11-21T12:00:01Z', '20:15'])
    t.is(momentIn(text, now), undefined, text)
})

test('an end is to come', (t) => {
  t.is(laterIn('2h', now), now + 7_200_000)
  t.is(laterIn('2026-12-24', now), new Date(2026, 11, 24).getTime())
  for (const text of ['2026-11-20', '2026-11-21T12:00:00Z', 'soon']) t.is(laterIn(text, now), undefined, text)
})
