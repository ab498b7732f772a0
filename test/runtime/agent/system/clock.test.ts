import test from 'ava'
import { systemClock } from '../../../../runtime/agent/system/clock.ts'

test('a sleep lasts as long as asked for, by the clock that is never set back', async (t) => {
  const before = systemClock.monotonic()
  await systemClock.sleep(20)
  t.true(systemClock.monotonic() - before >= 19)
})

test('an aborted sleep ends at once and without an error', async (t) => {
  const controller = new AbortController()
  const slept = systemClock.sleep(3_600_000, controller.signal)
  controller.abort()
  await slept
  await systemClock.sleep(3_600_000, controller.signal)
  t.pass()
})

test('a sleep longer than a timer can hold does not end at once', async (t) => {
  const controller = new AbortController()
  let ended = false
  const slept = systemClock.sleep(2 ** 40, controller.signal).then(() => {
    ended = true
  })
  await systemClock.sleep(10)
  t.false(ended)
  controller.abort()
  await slept
})
