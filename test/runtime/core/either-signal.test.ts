import { getEventListeners } from 'node:events'
import test from 'ava'
import { eitherSignal } from '../../../runtime/core/either-signal.ts'

test('it is aborted with the first of both, for the same reason', (t) => {
  for (const which of [0, 1]) {
    const sources = [new AbortController(), new AbortController()] as const
    const { signal } = eitherSignal(sources[0].signal, sources[1].signal)
    t.false(signal.aborted)
    sources[which === 0 ? 0 : 1].abort('first')
    sources[which === 0 ? 1 : 0].abort('second')
    t.true(signal.aborted)
    t.is(signal.reason, 'first')
  }
})

test('it is aborted from the start when one of both is', (t) => {
  t.is(eitherSignal(AbortSignal.abort('one'), new AbortController().signal).signal.reason, 'one')
  t.is(eitherSignal(new AbortController().signal, AbortSignal.abort('other')).signal.reason, 'other')
})

test('once it is left, nothing of it stays with either', (t) => {
  const [one, other] = [new AbortController(), new AbortController()]
  const { signal, leave } = eitherSignal(one.signal, other.signal)
  leave()
  t.deepEqual([...getEventListeners(one.signal, 'abort'), ...getEventListeners(other.signal, 'abort')], [])
  one.abort()
  t.false(signal.aborted)
})
