import test from 'ava'
import { abortable } from '../../../runtime/core/abortable.ts'

test('what is called off already is not waited for, and its own failure is no error of anybody', async (t) => {
  const failure = Promise.withResolvers<string>()
  const error = await t.throwsAsync(abortable(failure.promise, AbortSignal.abort(new Error('called off'))))
  t.is(error?.message, 'called off')
  // An error that nobody meets ends the process, and this test with it.
  failure.reject(new Error('too late'))
  await new Promise(setImmediate)
})

test('what is called off while it is waited for rejects with the reason, and what goes well is given', async (t) => {
  const controller = new AbortController()
  const waiting = abortable(new Promise(() => undefined), controller.signal)
  controller.abort(new Error('called off'))
  await t.throwsAsync(waiting, { message: 'called off' })
  t.is(await abortable(Promise.resolve(1), new AbortController().signal), 1)
})
