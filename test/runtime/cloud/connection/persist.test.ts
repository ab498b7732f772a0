import test from 'ava'
import { BadRequestError, RouteError } from '../../../../runtime/cloud/connection/call-errors.ts'
import { type Fault, FaultError } from '../../../../runtime/cloud/connection/faults.ts'
import { type PersistOptions, persist } from '../../../../runtime/cloud/connection/persist.ts'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { createFixedRandom, createVirtualClock } from '../virtual-clock.ts'

const broken: Fault = { kind: 'broken', detail: 'ECONNRESET' }
const busy: Fault = { kind: 'refused', error: { '.tag': 'too_many_write_operations' }, summary: '' }
const conflict: Fault = { kind: 'refused', error: { '.tag': 'path' }, summary: 'path/..' }
const limited = (retryAfter?: number, scope: 'requests' | 'writes' = 'requests'): Fault => ({
  kind: 'rate-limited',
  scope,
  retryAfter,
})

/** Runs an attempt that meets these faults one after the other and then succeeds. */
async function meet(faults: readonly Fault[], options: Partial<PersistOptions> = {}) {
  const clock = createVirtualClock()
  const pauses: number[] = []
  let attempts = 0
  const result = await persist(
    {
      route: 'files/x',
      clock,
      random: createFixedRandom(1),
      signal: undefined,
      log: () => {},
      slowDown: (pause) => pauses.push(pause),
      renewToken: () => true,
      ...options,
    },
    async () => {
      const fault = faults[attempts++]
      if (fault !== undefined) throw new FaultError(fault)
      return 'done'
    },
  ).catch((error: unknown) => error)
  return { result, attempts, pauses, sleeps: clock.sleeps }
}

test('a broken connection is tried again, waiting longer each time', async (t) => {
  const { result, sleeps } = await meet([broken, broken, broken])
  t.is(result, 'done')
  t.deepEqual(sleeps, [400, 800, 1600])
})

test('one that stays broken is offline', async (t) => {
  const { result, attempts } = await meet(Array.from({ length: 50 }, () => broken))
  t.true(result instanceof CloudError && result.code === 'offline')
  t.is(attempts, 6)
})

test('Retry-After is waited for, and everything else pauses too', async (t) => {
  const { result, sleeps, pauses } = await meet([limited(20_000)])
  t.is(result, 'done')
  t.deepEqual(sleeps, [25_000])
  t.deepEqual(pauses, [25_000])
})

test('without Retry-After the pause doubles up to a minute', async (t) => {
  const { result, sleeps } = await meet(Array.from({ length: 9 }, () => limited()))
  t.is(result, 'done')
  t.deepEqual(
    sleeps.map((sleep) => sleep / 1.25),
    [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000],
  )
})

test('a limit that is never lifted ends as offline', async (t) => {
  const { result } = await meet(Array.from({ length: 99 }, () => limited(1000)))
  t.true(result instanceof CloudError && result.code === 'offline')
})

test('an absurd Retry-After is not kept to', async (t) => {
  const { sleeps } = await meet([limited(1e12)])
  t.true((sleeps[0] ?? 0) <= 750_000)
})

test('other writers are waited out without slowing the rest down', async (t) => {
  const { result, sleeps, pauses } = await meet([limited(1000, 'writes'), busy, busy])
  t.is(result, 'done')
  t.deepEqual(sleeps, [1500, 1000, 2000])
  t.deepEqual(pauses, [])
})

test('a token is renewed once', async (t) => {
  const refused: Fault = { kind: 'token-refused', tag: 'expired_access_token' }
  t.is((await meet([refused])).result, 'done')
  const { result } = await meet([refused, refused])
  t.true(result instanceof CloudError && result.code === 'unlinked')
  t.is((result as CloudError).data['reason'], 'expired_access_token')
})

test('where no other token can be had, the box is unlinked at once', async (t) => {
  const { result, attempts } = await meet([{ kind: 'token-refused', tag: 'invalid_access_token' }], {
    renewToken: () => false,
  })
  t.true(result instanceof CloudError && result.code === 'unlinked')
  t.is(attempts, 1)
})

test('a missing permission that stops an attempt is named', async (t) => {
  const { result } = await meet([{ kind: 'app-refused', tag: 'missing_scope', scope: 'sharing.read' }])
  t.true(result instanceof CloudError && result.code === 'app-refused')
  t.is((result as CloudError).data['scope'], 'sharing.read')
})

test('a refusal after a lost answer is marked as uncertain', async (t) => {
  const sure = (await meet([conflict])).result
  const unsure = (await meet([broken, conflict])).result
  t.true(sure instanceof RouteError && !sure.uncertain)
  t.true(unsure instanceof RouteError && unsure.uncertain)
})

test('a malformed request is not repeated', async (t) => {
  const { result, attempts } = await meet([{ kind: 'bad-request', status: 400, text: 'path' }])
  t.true(result instanceof BadRequestError)
  t.is(attempts, 1)
})

test('an error that is none of the connection passes through', async (t) => {
  const own = new Error('mine')
  const options = {
    route: 'x',
    clock: createVirtualClock(),
    random: createFixedRandom(),
    signal: undefined,
    log: () => {},
    slowDown: () => {},
    renewToken: () => true,
  }
  t.is(await t.throwsAsync(persist(options, () => Promise.reject(own))), own)
})

test('an abort ends the waiting', async (t) => {
  const controller = new AbortController()
  const clock = createVirtualClock()
  const { result, attempts } = await meet(
    Array.from({ length: 5 }, () => broken),
    {
      signal: controller.signal,
      clock: {
        ...clock,
        sleep: async () => controller.abort(),
      },
    },
  )
  t.true(result instanceof CloudError && result.code === 'aborted')
  t.is(attempts, 1)
})
