import test from 'ava'
import { createAttention } from '../../../../runtime/engine/attention.ts'
import { createLongpoll } from '../../../../runtime/engine/observe/longpoll.ts'
import type { Clock } from '../../../../runtime/ports/clock.ts'
import { CloudError } from '../../../../runtime/ports/cloud.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

test('a Dropbox that says each time that something changed, and then tells nothing, is asked more and more seldom until it does', async (t) => {
  const over = new AbortController()
  const pauses: number[] = []
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    async sleep(duration, signal) {
      // The longest time to wait for a look, which comes before.
      if (duration === 60_000)
        return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
      pauses.push(duration)
      if (pauses.length === 5) over.abort()
    },
  }
  let asked = 0
  const cloud = {
    async waitForChange() {
      asked++
      // The engine looks, and finds nothing.
      setImmediate(() => longpoll.drained(asked === 3))
      return true
    },
  }
  const store = { cursor: () => 'cursor' }
  const attention = createAttention(clock)
  const longpoll = createLongpoll({ cloud, store, clock, attention, log })
  longpoll.drained(true)
  await longpoll.run(over.signal)
  t.deepEqual(pauses, [1_000, 1_000, 2_000, 4_000, 8_000])
})

test('a wait that is renewed ends, and another one begins at once', async (t) => {
  const over = new AbortController()
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => t.fail('nothing to sleep for') }
  let waits = 0
  const cloud = {
    waitForChange: (_: string, signal: AbortSignal): Promise<boolean> =>
      new Promise((_resolve, reject) => {
        waits++
        signal.addEventListener('abort', () => reject(new CloudError('aborted', 'aborted')))
        if (waits === 3) over.abort()
        else longpoll.renew()
      }),
  }
  const attention = createAttention(clock)
  const longpoll = createLongpoll({ cloud, store: { cursor: () => 'cursor' }, clock, attention, log })
  longpoll.drained(true)
  await longpoll.run(over.signal)
  t.is(waits, 3)
  t.false(attention.pending())
})
