import test from 'ava'
import { createAccessTokens } from '../../../../runtime/cloud/connection/access-token.ts'
import { GrantError } from '../../../../runtime/cloud/connection/token-endpoint.ts'
import type { Credentials } from '../../../../runtime/cloud/sign-in/credentials.ts'
import { secret } from '../../../../runtime/cloud/sign-in/secret.ts'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { createVirtualClock } from '../virtual-clock.ts'

const hour = 3_600_000

function setUp(
  credentials: (now: number) => Partial<Extract<Credentials, { kind: 'refreshable' }>>,
  life = 4 * hour,
) {
  const clock = createVirtualClock()
  const asked: Readonly<Record<string, string>>[] = []
  const tokens = createAccessTokens({
    credentials: {
      kind: 'refreshable',
      appKey: 'key',
      refreshToken: secret('refresh'),
      access: undefined,
      ...credentials(clock.now()),
    },
    clock,
    refresh: async (parameters) => {
      asked.push(parameters)
      return {
        access: { token: secret(`token ${asked.length}`), expiresAt: clock.now() + life },
        refreshToken: undefined,
        scopes: undefined,
      }
    },
    onRenewed: () => {},
  })
  return { clock, tokens, asked }
}

test('many calls at once ask for one token', async (t) => {
  const { tokens, asked } = setUp(() => ({}))
  const given = await Promise.all(Array.from({ length: 20 }, () => tokens.current()))
  t.deepEqual(new Set(given), new Set(['token 1']))
  t.deepEqual(asked, [{ grant_type: 'refresh_token', refresh_token: 'refresh', client_id: 'key' }])
})

test('a token that lasts is kept', async (t) => {
  const { tokens, asked } = setUp((now) => ({
    access: { token: secret('stored'), expiresAt: now + hour },
  }))
  t.is(await tokens.current(), 'stored')
  t.is(asked.length, 0)
})

test('a token is replaced five minutes before it ends', async (t) => {
  const { clock, tokens } = setUp((now) => ({ access: { token: secret('stored'), expiresAt: now + hour } }))
  clock.advance(hour - 5 * 60_000 - 1)
  t.is(await tokens.current(), 'stored')
  clock.advance(1)
  t.is(await tokens.current(), 'token 1')
})

test('a token with a short life is used for half of it', async (t) => {
  const { clock, tokens, asked } = setUp(() => ({}), 60_000)
  await tokens.current()
  clock.advance(29_999)
  await tokens.current()
  t.is(asked.length, 1)
  clock.advance(1)
  await tokens.current()
  t.is(asked.length, 2)
})

test('calls that were refused with the same old token renew it once', async (t) => {
  const { tokens, asked } = setUp((now) => ({
    access: { token: secret('stored'), expiresAt: now + hour },
  }))
  t.true(tokens.renew('stored'))
  t.is(await tokens.current(), 'token 1')
  t.true(tokens.renew('stored'))
  t.is(await tokens.current(), 'token 1')
  t.is(asked.length, 1)
})

test('a link that is gone is said to be', async (t) => {
  const tokens = createAccessTokens({
    credentials: { kind: 'refreshable', appKey: 'key', refreshToken: secret('refresh'), access: undefined },
    clock: createVirtualClock(),
    refresh: () => Promise.reject(new GrantError('invalid_grant')),
    onRenewed: () => {},
  })
  const error = await t.throwsAsync(tokens.current(), { instanceOf: CloudError })
  t.is(error?.code, 'unlinked')
  t.is(error?.data['reason'], 'invalid_grant')
})

test('after a failure the next call asks again', async (t) => {
  let times = 0
  const tokens = createAccessTokens({
    credentials: { kind: 'refreshable', appKey: 'key', refreshToken: secret('refresh'), access: undefined },
    clock: createVirtualClock(),
    refresh: async () => {
      if (++times === 1) throw new CloudError('offline', '')
      return {
        access: { token: secret('late'), expiresAt: undefined },
        refreshToken: undefined,
        scopes: undefined,
      }
    },
    onRenewed: () => {},
  })
  await t.throwsAsync(tokens.current(), { code: 'offline' })
  t.is(await tokens.current(), 'late')
})

test('a token that came without the means to renew it is used to the end', async (t) => {
  const clock = createVirtualClock()
  const tokens = createAccessTokens({
    credentials: { kind: 'temporary', access: { token: secret('only'), expiresAt: clock.now() - 1 } },
    clock,
    refresh: () => Promise.reject(new Error('asked')),
    onRenewed: () => {},
  })
  t.is(await tokens.current(), 'only')
  t.false(tokens.renew('only'))
})
