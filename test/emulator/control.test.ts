import test from 'ava'
import { defaultConfig } from '../../emulator/control/config.ts'
import type { Emulator } from '../../emulator/server.ts'
import { callerOf, emulate, emulateFor } from './emulation.ts'

async function control(emulator: Emulator, method: string, path: string, body?: unknown) {
  const response = await fetch(`${emulator.url}/emulator/${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  return { status: response.status, json: (await response.json()) as any }
}

test('stats count calls by route, statuses, and content bytes both ways, until reset', async (t) => {
  const { emulator, me } = await emulateFor(t)
  await me.put('/a', '12345')
  await me.download('files/download', { path: '/a' }, { Range: 'bytes=0-1' })
  await me.rpc('files/list_folder', { path: '' })
  await me.rpc('files/list_folder', { path: '/none' })
  t.deepEqual((await control(emulator, 'GET', 'stats')).json, {
    requests: 4,
    contentBytesUp: 5,
    contentBytesDown: 2,
    routes: { 'files/upload': 1, 'files/download': 1, 'files/list_folder': 2 },
    statuses: { 200: 2, 206: 1, 409: 1 },
  })
  t.is((await control(emulator, 'POST', 'stats/reset')).json.requests, 0)
})

test('PUT config changes what is named and nothing else', async (t) => {
  const emulator = await emulate(t)
  t.deepEqual((await control(emulator, 'GET', 'config')).json, defaultConfig())
  const { json } = await control(emulator, 'PUT', 'config', { latency: { rpc: 3 } })
  t.deepEqual(json, { ...defaultConfig(), latency: { ...defaultConfig().latency, rpc: 3 } })
  t.deepEqual((await control(emulator, 'POST', 'config/reset')).json, defaultConfig())
})

test('faults keep their counts while other things change', async (t) => {
  const { emulator, me } = await emulateFor(t)
  await control(emulator, 'PUT', 'config', { faults: [{ route: '*', kind: 500, count: 1 }] })
  t.is((await me.rpc('users/get_space_usage')).status, 500)
  await control(emulator, 'PUT', 'config', { latency: { rpc: 0 } })
  t.is((await me.rpc('users/get_space_usage')).status, 200)
})

for (const [config, sentence] of [
  [{ latncy: {} }, 'There is no setting "latncy".'],
  [{ latency: { rcp: 1 } }, 'There is no setting "latency.rcp".'],
  [
    { latency: { rpc: 'slow' } },
    '"latency.rpc" is wrong: Invalid type: Expected number but received "slow".',
  ],
  [{ latency: 5 }, '"latency" is wrong: Invalid type: Expected Object but received 5.'],
  [
    { faults: [{ route: '*', kind: 'explode' }] },
    '"faults.0.kind" is wrong: unknown kind "explode", expected one of 429',
  ],
  [{ faults: [{ kind: '500' }] }, '"faults.0.route" is missing.'],
  [[], 'The configuration must be a JSON object.'],
  ['{', 'The body is not JSON.'],
] as const) {
  test(`the configuration ${JSON.stringify(config)} is refused with a sentence`, async (t) => {
    const emulator = await emulate(t)
    const reply = await control(emulator, 'PUT', 'config', config)
    t.is(reply.status, 400)
    t.true(reply.json.error.startsWith(sentence), reply.json.error)
    t.deepEqual((await control(emulator, 'GET', 'config')).json, defaultConfig())
  })
}

test('tokens can be given, expired and revoked, of everybody or of one account', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const account = (await control(emulator, 'POST', 'accounts', { displayName: 'Wanda Box', quota: 100 })).json
  t.like(account, { givenName: 'Wanda', surname: 'Box', quota: 100 })
  const issued = (await control(emulator, 'POST', 'tokens', { account: 'Wanda Box' })).json
  const her = callerOf(emulator, issued.access_token)
  t.is((await her.rpc('users/get_current_account')).json.name.display_name, 'Wanda Box')
  t.is((await control(emulator, 'POST', 'tokens/expire', { account: account.email })).json.expired, 1)
  t.is((await her.rpc('users/get_space_usage')).json.error['.tag'], 'expired_access_token')
  t.is((await me.rpc('users/get_space_usage')).status, 200)
  t.is((await control(emulator, 'POST', 'tokens/revoke')).json.revoked, 2)
  t.is((await me.rpc('users/get_space_usage')).json.error['.tag'], 'invalid_access_token')
})

test('a quota can be changed, apps can be registered, and mistakes are told in a sentence', async (t) => {
  const emulator = await emulate(t)
  t.is((await control(emulator, 'PUT', 'accounts/Freddy/quota', { quota: 5 })).json.quota, 5)
  t.is((await control(emulator, 'GET', 'accounts')).json[0].quota, 5)
  const app = await control(emulator, 'POST', 'apps', { key: 'k', access: 'app_folder', name: 'Mine' })
  t.like(app.json, { key: 'k', access: 'app_folder', name: 'Mine' })
  for (const [path, body] of [
    ['accounts', { quota: -1 }],
    ['accounts', { email: 'freddy@example.com' }],
    ['tokens', { account: 'Nobody' }],
    ['apps', { scopes: ['everything'] }],
  ] as const) {
    const reply = await control(emulator, 'POST', path, body)
    t.is(reply.status, 400, path)
    t.regex(reply.json.error, /\.$/)
  }
  t.is((await control(emulator, 'GET', 'nonsense')).status, 404)
})

test('two writes that collide in one namespace: the second is turned away, or waits', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { latency: { commitBase: 2_000 } } })
  const both = async () => {
    const replies = await Promise.all([
      me.upload('files/upload', { path: '/a', autorename: true }, String(Math.random())),
      me.rpc('files/create_folder_v2', { path: '/f', autorename: true }),
    ])
    return replies.map((reply) => reply.status).sort()
  }
  t.deepEqual(await both(), [200, 429])
  emulator.configure({ latency: { commitBase: 100 }, writeLock: { wait: 10_000 } })
  t.deepEqual(await both(), [200, 200])
  emulator.configure({ writeLock: { wait: 0, enabled: false } })
  t.deepEqual(await both(), [200, 200])
})

test('different accounts do not lock each other', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { latency: { commitBase: 60 } } })
  const other = emulator.createAccount()
  const her = callerOf(emulator, emulator.issueToken({ account: other.id }).access_token)
  const replies = await Promise.all([me.put('/a', '1'), her.put('/a', '1')])
  t.deepEqual(
    replies.map(({ path_display }) => path_display),
    ['/a', '/a'],
  )
})

test('a commit takes as long as its entries, a call as long as its latency', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    return performance.now() - started
  }
  emulator.configure({ latency: { rpc: 50 } })
  t.true((await timed(() => me.rpc('users/get_space_usage'))) >= 49)
  emulator.configure({ latency: { rpc: 0, commitPerEntry: 30 } })
  t.true((await timed(() => me.rpc('files/create_folder_batch', { paths: ['/a', '/b', '/c'] }))) >= 89)
})

test('an emulator that closes waits for no latency', async (t) => {
  const { emulator, me } = await emulateFor(t, { config: { latency: { content: 600_000 } } })
  const call = t.throwsAsync(me.upload('files/upload', { path: '/a' }, 'hello'))
  while (emulator.stats().routes['files/upload'] === undefined) await me.rpc('check/user', {})
  await emulator.close()
  await call
})

test('a rate limit turns calls away until its window is over', async (t) => {
  let now = Date.now()
  const { me } = await emulateFor(t, {
    now: () => now,
    config: { rateLimit: { calls: 2, window: 10_000, retryAfter: 9 } },
  })
  const statuses = []
  for (let call = 0; call < 3; call += 1) statuses.push(await me.rpc('users/get_space_usage'))
  t.deepEqual(
    statuses.map((reply) => reply.status),
    [200, 200, 429],
  )
  t.is(statuses[2]?.headers.get('retry-after'), '9')
  now += 10_000
  t.is((await me.rpc('users/get_space_usage')).status, 200)
})
