import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { createRateLimiter } from '../../../../runtime/cloud/connection/rate-limit.ts'
import { createVirtualClock } from '../virtual-clock.ts'

test('no more calls are out than are allowed', async (t) => {
  const limiter = createRateLimiter({ clock: createVirtualClock(), maximum: 3 })
  let out = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 20 }, () =>
      limiter.run('rpc', undefined, async () => {
        most = Math.max(most, ++out)
        await setImmediate()
        out--
      }),
    ),
  )
  t.is(most, 3)
})

test('a refusal halves the number, a burst of them only once', (t) => {
  const clock = createVirtualClock()
  const limiter = createRateLimiter({ clock, maximum: 12 })
  for (let times = 0; times < 12; times++) limiter.slowDown(0)
  t.is(limiter.concurrency, 6)
  clock.advance(2000)
  limiter.slowDown(0)
  t.is(limiter.concurrency, 3)
  for (let times = 0; times < 9; times++) {
    clock.advance(2000)
    limiter.slowDown(0)
  }
  t.is(limiter.concurrency, 1)
})

test('good answers bring the number back', async (t) => {
  const clock = createVirtualClock()
  const limiter = createRateLimiter({ clock, maximum: 4 })
  limiter.slowDown(0)
  t.is(limiter.concurrency, 2)
  for (let times = 0; times < 100; times++) await limiter.run('content', undefined, async () => {})
  t.is(limiter.concurrency, 4)
})

test('nothing goes out before a pause has passed', async (t) => {
  const clock = createVirtualClock()
  const limiter = createRateLimiter({ clock, maximum: 4 })
  limiter.slowDown(30_000)
  const at = await limiter.run('rpc', undefined, async () => clock.monotonic())
  t.is(at, 30_000)
})

test('bodies that take long do not keep questions waiting', async (t) => {
  const limiter = createRateLimiter({ clock: createVirtualClock(), maximum: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const body = limiter.run('content', undefined, () => promise)
  t.is(await limiter.run('rpc', undefined, async () => 'answered'), 'answered')
  resolve()
  await body
})

test('who is called off while waiting leaves the queue', async (t) => {
  const limiter = createRateLimiter({ clock: createVirtualClock(), maximum: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = limiter.run('rpc', undefined, () => promise)
  const controller = new AbortController()
  const second = limiter.run('rpc', controller.signal, async () => t.fail())
  controller.abort()
  await t.throwsAsync(second, { name: 'AbortError' })
  resolve()
  await first
})
