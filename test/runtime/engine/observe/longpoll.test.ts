import test from 'ava'
import { createAttention } from '../../../../runtime/engine/attention.ts'
import { createLongpoll } from '../../../../runtime/engine/observe/longpoll.ts'
import type { Clock } from '../../../../runtime/ports/clock.ts'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { StoreError } from '../../../../runtime/ports/store.ts'

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

/** Runs a longpoll whose store answers so, and a clock on which sleeps end only when they are called off; gives how often it slept before a look was over. */
async function sleepsBeforeLook(cursor: () => string | undefined): Promise<number> {
  const over = new AbortController()
  let sleeps = 0
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    async sleep(_, signal) {
      if (++sleeps > 10) over.abort()
      if (signal?.aborted === false)
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    },
  }
  const cloud = { waitForChange: () => Promise.reject(new Error('not to be asked')) }
  const attention = createAttention(clock)
  const longpoll = createLongpoll({ cloud, store: { cursor }, clock, attention, log })
  longpoll.drained(true)
  const running = longpoll.run(over.signal)
  await new Promise(setImmediate)
  const before = sleeps
  over.abort()
  await running
  return before
}

test('while there is no cursor, since a listing has begun anew, the next look is waited for once', async (t) => {
  t.is(await sleepsBeforeLook(() => undefined), 1)
})

test('an index that cannot be read ends nothing: the next look is waited for', async (t) => {
  const broken = (): never => {
    throw new StoreError('input-output', 'the disk failed')
  }
  t.is(await sleepsBeforeLook(broken), 1)
})
