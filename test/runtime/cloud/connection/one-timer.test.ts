import { mock } from 'node:test'
import test from 'ava'
import { silenceCode, startOneTimer } from '../../../../runtime/cloud/connection/one-timer.ts'

mock.timers.enable({ apis: ['setTimeout'] })

test.serial('silence ends when its time is over, and not before', (t) => {
  const { signal } = startOneTimer(600_000, undefined)
  mock.timers.tick(599_999)
  t.false(signal.aborted)
  mock.timers.tick(1)
  t.is(signal.reason.code, silenceCode)
})

test.serial('an answer that has begun may take its time', (t) => {
  const { signal, stop } = startOneTimer(600_000, undefined)
  stop()
  mock.timers.tick(1_000_000)
  t.false(signal.aborted)
})

test.serial('whoever asked may leave, while it is silent and afterwards', (t) => {
  const leaving = new AbortController()
  const { signal, stop } = startOneTimer(600_000, leaving.signal)
  stop()
  leaving.abort(new Error('left'))
  t.is(signal.reason.message, 'left')
})
