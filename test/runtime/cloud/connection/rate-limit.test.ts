import { setImmediate } from 'node:timers/promises'
import test from 'ava'
import { FaultError } from '../../../../runtime/cloud/connection/faults.ts'
import { createRateLimiter } from '../../../../runtime/cloud/connection/rate-limit.ts'
import { createVirtualClock } from '../virtual-clock.ts'

test('no more calls are out than are allowed', async (t) => {
  const limiter = createRateLimiter({ clock: createVirtualClock(), atOnce: 3 })
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

test('all streams keep to the rate that one of them was refused at', async (t) => {
  const clock = createVirtualClock()
  const limiter = createRateLimiter({ clock, atOnce: 4 })
  const answer = async (): Promise<void> => {}
  for (let call = 0; call < 180; call++) await limiter.run('content', undefined, answer)
  const refusal = new FaultError({ kind: 'rate-limited', scope: 'requests', retryAfter: 60_000 })
  clock.advance(100)
  await t.throwsAsync(
    limiter.run('content', undefined, () => Promise.reject(refusal)),
    { is: refusal },
  )
  limiter.pause(60_000)
  const before = clock.monotonic()
  for (let call = 0; call < 60; call++) await limiter.run('rpc', undefined, answer)
  t.true(clock.monotonic() - before > 75_000)
  t.true((limiter.perSecond ?? 0) < 4)
})

test('a refusal of other writers slows nothing down', async (t) => {
  const clock = createVirtualClock()
  const limiter = createRateLimiter({ clock, atOnce: 4 })
  const busy = new FaultError({ kind: 'rate-limited', scope: 'writes', retryAfter: 1000 })
  await t.throwsAsync(
    limiter.run('rpc', undefined, () => Promise.reject(busy)),
    { is: busy },
  )
  await limiter.run('rpc', undefined, async () => {})
  t.is(limiter.perSecond, undefined)
  t.deepEqual(clock.sleeps, [])
})

test('nothing goes out before a pause has passed', async (t) => {
  const clock = createVirtualClock()
  const limiter = createRateLimiter({ clock, atOnce: 4 })
  limiter.pause(30_000)
  const at = await limiter.run('rpc', undefined, async () => clock.monotonic())
  t.is(at, 30_000)
})

test('bodies that take long do not keep questions waiting', async (t) => {
  const limiter = createRateLimiter({ clock: createVirtualClock(), atOnce: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const body = limiter.run('content', undefined, () => promise)
  t.is(await limiter.run('rpc', undefined, async () => 'answered'), 'answered')
  resolve()
  await body
})

test('who is called off while waiting leaves the queue', async (t) => {
  const limiter = createRateLimiter({ clock: createVirtualClock(), atOnce: 1 })
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = limiter.run('rpc', undefined, () => promise)
  const controller = new AbortController()
  const second = limiter.run('rpc', controller.signal, async () => t.fail())
  controller.abort()
  await t.throwsAsync(second, { name: 'AbortError' })
  resolve()
  await first
})
