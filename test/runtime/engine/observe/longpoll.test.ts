import test from 'ava'
import { createAttention } from '../../../../runtime/engine/attention.ts'
import { createLongpoll } from '../../../../runtime/engine/observe/longpoll.ts'
import type { Clock } from '../../../../runtime/ports/clock.ts'

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
