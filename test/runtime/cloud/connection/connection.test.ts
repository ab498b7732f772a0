import { once } from 'node:events'
import { createServer as createHttpServer, request as forward } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { inspect } from 'node:util'
import test from 'ava'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { refreshable, refusal, scriptedDropbox, temporary } from '../scripted-dropbox.ts'

const me = { account_id: 'dbid:1', name: { display_name: 'Ann' }, email: 'ann@example.com' }

test('a call carries the token and says who calls', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: me }))
  t.deepEqual(await dropbox.cloud().account(), { id: 'dbid:1', name: 'Ann', email: 'ann@example.com' })
  const [call] = dropbox.calls
  t.is(call?.route, 'users/get_current_account')
  t.is(call?.headers.authorization, 'Bearer access')
  t.is(call?.headers['user-agent'], 'test/1')
  t.is(call?.body.length, 0)
})

test('an expired token is renewed in the body of one request, and the call made again', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ route, headers }) => {
    if (route === 'oauth2/token')
      return { json: { access_token: 'new', expires_in: 14400, token_type: 'bearer' } }
    if (headers.authorization === 'Bearer new') return { json: me }
    return { status: 401, json: { error_summary: '', error: { '.tag': 'expired_access_token' } } }
  })
  const cloud = dropbox.cloud({ credentials: refreshable })
  await Promise.all([cloud.account(), cloud.account(), cloud.account()])
  const renewals = dropbox.calls.filter(({ route }) => route === 'oauth2/token')
  t.is(renewals.length, 1)
  t.is(renewals[0]?.body.toString(), 'grant_type=refresh_token&refresh_token=refresh&client_id=key')
  t.is(renewals[0]?.headers['content-type'], 'application/x-www-form-urlencoded')
  t.is(renewals[0]?.headers.authorization, undefined)
})

test('a revoked link is unlinked, and the reason is kept', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ route }) =>
    route === 'oauth2/token'
      ? { status: 400, json: { error: 'invalid_grant', error_description: 'refresh token is invalid' } }
      : { status: 401, json: { error_summary: '', error: { '.tag': 'invalid_access_token' } } },
  )
  const error = await t.throwsAsync(dropbox.cloud({ credentials: refreshable }).account(), {
    instanceOf: CloudError,
  })
  t.is(error?.code, 'unlinked')
  t.is(error?.data['reason'], 'invalid_grant')
})

test('a missing permission is named', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    status: 401,
    json: {
      error_summary: 'missing_scope/',
      error: { '.tag': 'missing_scope', required_scope: 'files.content.read' },
    },
  }))
  const error = await t.throwsAsync(dropbox.cloud().account(), { instanceOf: CloudError })
  t.is(error?.code, 'app-refused')
  t.is(error?.data['scope'], 'files.content.read')
})

test('a redirect is never followed', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ route }) =>
    route === 'elsewhere' ? { json: me } : { status: 307, headers: { location: '/elsewhere' }, text: '' },
  )
  await t.throwsAsync(dropbox.cloud().account(), { code: 'bad-answer' })
  t.deepEqual(dropbox.routes(), ['users/get_current_account'])
})

for (const [name, reply] of [
  ['another shape', { json: { account_id: 7 } }],
  ['a list', { json: [] }],
  ['null', { json: null }],
] as const)
  test(`${name} instead of an answer is a bad answer`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => reply)
    await t.throwsAsync(dropbox.cloud().account(), { code: 'bad-answer' })
  })

for (const [name, text] of [
  ['a page of a portal', '<html>Please log in</html>'],
  ['half an answer', '{"account_id": "dbid'],
  ['nothing', ''],
] as const)
  test(`${name} is no answer of Dropbox, so it is asked again`, async (t) => {
    const dropbox = await scriptedDropbox(t, (_, times) => (times < 3 ? { text } : { json: me }))
    t.is((await dropbox.cloud().account()).name, 'Ann')
  })

test('an endless answer is given up', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    status: 409,
    raw(response) {
      response.writeHead(409)
      const more = (): void => {
        while (response.write(Buffer.alloc(64 * 1024, 32)));
      }
      response.on('drain', more)
      more()
    },
  }))
  await t.throwsAsync(dropbox.cloud().account(), { code: 'bad-answer' })
})

test('an answer that breaks off is asked for again', async (t) => {
  const dropbox = await scriptedDropbox(t, (_, times) =>
    times > 2
      ? { json: me }
      : {
          raw(response) {
            response.writeHead(200, { 'content-length': '1000' })
            response.write('{"account_id"', () => response.destroy())
          },
        },
  )
  t.is((await dropbox.cloud().account()).name, 'Ann')
  t.is(dropbox.calls.length, 3)
})

test('a server that stays out of order is offline', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ status: 503, text: 'maintenance' }))
  await t.throwsAsync(dropbox.cloud().account(), { code: 'offline' })
  t.is(dropbox.calls.length, 6)
})

test('a server that never answers is offline', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ raw: () => {} }))
  await t.throwsAsync(dropbox.cloud({ silence: 50 }).account(), { code: 'offline' })
})

test('a port that nobody listens on is offline', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // From here nobody listens, and while the connection stands the system gives the port to nobody else.
  const caller = connect(port, '127.0.0.1')
  await once(caller, 'connect')
  t.teardown(() => {
    caller.destroy()
    server.close()
  })
  const dropbox = await scriptedDropbox(t, () => ({ json: me }))
  const nowhere = dropbox.cloud({ apiUrl: `http://127.0.0.1:${caller.localPort}` })
  await t.throwsAsync(nowhere.account(), { code: 'offline' })
})

test('a call that is called off ends at once', async (t) => {
  const controller = new AbortController()
  const dropbox = await scriptedDropbox(t, () => ({ raw: () => controller.abort() }))
  await t.throwsAsync(dropbox.cloud().account(controller.signal), { code: 'aborted' })
  await t.throwsAsync(dropbox.cloud().account(controller.signal), { code: 'aborted' })
  t.is(dropbox.calls.length, 1)
})

test('a call that waits for a token can be called off', async (t) => {
  const controller = new AbortController()
  const dropbox = await scriptedDropbox(t, () => ({ raw: () => controller.abort() }))
  const cloud = dropbox.cloud({ credentials: { ...refreshable, access: undefined } as typeof refreshable })
  await t.throwsAsync(cloud.account(controller.signal), { code: 'aborted' })
})

test('no secret is in an error or in the log', async (t) => {
  const events: unknown[] = []
  const dropbox = await scriptedDropbox(t, ({ route, body, headers }) =>
    route === 'oauth2/token'
      ? { status: 400, json: { error: 'invalid_grant', error_description: body.toString() } }
      : { status: 401, text: `no: ${headers.authorization}` },
  )
  const cloud = dropbox.cloud({ credentials: refreshable, log: (event) => events.push(event) })
  const error = await t.throwsAsync(cloud.account())
  const other = await t.throwsAsync(dropbox.cloud({ log: (event) => events.push(event) }).account())
  const shown = inspect([error, other, events], { depth: 20, showHidden: true })
  t.false(/refresh_token=|Bearer access|'access'|'refresh'/.test(shown), shown)
})

test('space is counted for a person or for a team', async (t) => {
  const usages = [
    [
      { used: 3, allocation: { '.tag': 'individual', allocated: 10 } },
      { used: 3, allocated: 10 },
    ],
    [
      {
        used: 3,
        allocation: { '.tag': 'team', used: 50, allocated: 99, user_within_team_space_allocated: 0 },
      },
      { used: 50, allocated: 99 },
    ],
    [
      {
        used: 3,
        allocation: { '.tag': 'team', used: 50, allocated: 99, user_within_team_space_allocated: 5 },
      },
      { used: 3, allocated: 5 },
    ],
    [
      { used: 3, allocation: { '.tag': 'other' } },
      { used: 3, allocated: Number.MAX_SAFE_INTEGER },
    ],
  ] as const
  const dropbox = await scriptedDropbox(t, (_, times) => ({ json: usages[times - 1]?.[0] }))
  const cloud = dropbox.cloud({ credentials: temporary })
  for (const [, space] of usages) t.deepEqual(await cloud.space(), space)
})

test('closing ends what is under way', async (t) => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const dropbox = await scriptedDropbox(t, () => ({ raw: () => ask() }))
  const cloud = dropbox.cloud()
  const account = cloud.account()
  await asked
  await cloud.close()
  await t.throwsAsync(account, { code: 'aborted' })
})

test('a refusal that nobody expects is a bad answer, not an error of another kind', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ route }) =>
    route.startsWith('users') ? refusal({ '.tag': 'other' }) : { status: 400, text: 'no' },
  )
  const cloud = dropbox.cloud()
  await t.throwsAsync(cloud.account(), { instanceOf: CloudError, code: 'bad-answer' })
  await t.throwsAsync(cloud.changes(undefined), { instanceOf: CloudError, code: 'bad-answer' })
})

test('calls go through the proxy that the environment names', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ json: me }))
  const asked: string[] = []
  const proxy = createHttpServer((request, response) => {
    const { host, pathname } = new URL(request.url ?? '')
    asked.push(host)
    const { headers, method } = request
    const onward = forward(`${dropbox.url}${pathname}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  proxy.listen(0, '127.0.0.1', resolve)
  await promise
  t.teardown(() => proxy.close())
  const address = proxy.address()
  const port = typeof address === 'object' ? address?.port : 0
  const cloud = dropbox.cloud({
    apiUrl: 'http://dropbox.example',
    environment: { http_proxy: `http://127.0.0.1:${port}` },
  })
  t.is((await cloud.account()).name, 'Ann')
  t.deepEqual(asked, ['dropbox.example'])
})
