import test from 'ava'
import { asciiJson, callerOf, emulateFor, readReply } from './emulation.ts'

test('JSON answers are Python style, plain application/json, and carry a request id', async (t) => {
  const { me } = await emulateFor(t)
  const reply = await me.rpc('files/create_folder_v2', { path: '/Ünï' })
  t.is(reply.status, 200)
  t.is(reply.headers.get('content-type'), 'application/json')
  t.regex(reply.headers.get('x-dropbox-request-id') ?? '', /^[0-9a-f]{32}$/)
  t.true(
    reply.text.startsWith('{"metadata": {"name": "\\u00dcn\\u00ef", "path_lower": "/\\u00fcn\\u00ef"'),
    reply.text,
  )
})

test('an error names its tags in the summary, with up to three dots at random, and in the status line', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const summaries = new Set<string>()
  for (let call = 0; call < 40; call += 1) {
    const reply = await me.rpc('files/get_metadata', { path: '/nothing' })
    t.is(reply.status, 409)
    t.deepEqual(reply.json.error, { '.tag': 'path', path: { '.tag': 'not_found' } })
    summaries.add(reply.json.error_summary)
  }
  t.deepEqual(
    [...summaries].sort(),
    ['', '.', '..', '...'].map((dots) => `path/not_found/${dots}`),
  )
  const response = await fetch(`${emulator.url}/2/files/get_metadata`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${me.token}`, 'Content-Type': 'application/json' },
    body: '{"path": "/nothing"}',
  })
  t.regex(response.statusText, /^path\/not_found\/\.{0,3}$/)
})

const PREFIX = 'Error in call to API function "files/list_folder": request body: '

for (const [argument, text] of [
  [{ path: 'x' }, `path: 'x' did not match pattern '(/(.|[\\\\r\\\\n])*)?|id:.*|(ns:[0-9]+(/.*)?)'`],
  [{ path: '/' }, 'path: Specify the root folder as an empty string rather than as "/".'],
  [{}, "missing required field 'path'"],
  [{ path: '', wrong: 1 }, "unknown field 'wrong'"],
  [{ path: 5 }, "path: '5' expected to be a string, got integer"],
  [{ path: '', limit: 2001 }, 'limit: 2001 is not within range [1, 2000]'],
  [{ path: '', limit: 'x' }, 'limit: expected integer, got string'],
  [[], 'expected object, got list'],
] as const) {
  test(`list_folder with ${JSON.stringify(argument)} is a 400 in text`, async (t) => {
    const { me } = await emulateFor(t)
    const reply = await me.rpc('files/list_folder', argument)
    t.is(reply.status, 400)
    t.is(reply.headers.get('content-type'), 'text/plain; charset=utf-8')
    t.is(reply.text, PREFIX + text)
  })
}

test('a body that is no JSON is a 400, and so is a wrong content type', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const send = async (type: string, body: string) =>
    await readReply(
      await fetch(`${emulator.url}/2/files/list_folder`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${me.token}`, 'Content-Type': type },
        body,
      }),
    )
  t.is((await send('application/json', '{')).text, `${PREFIX}could not decode input as JSON`)
  t.regex((await send('application/x-www-form-urlencoded', '{}')).text, /Bad HTTP "Content-Type" header/)
})

test('a route without an argument takes null or nothing, and refuses anything else', async (t) => {
  const { emulator, me } = await emulateFor(t)
  t.is((await me.rpc('users/get_current_account', null)).status, 200)
  t.is((await me.rpc('users/get_current_account')).status, 200)
  t.is((await me.rpc('users/get_current_account', {})).status, 400)
  emulator.configure({ wire: { emptyObjectForVoid: 'accept' } })
  t.is((await me.rpc('users/get_current_account', {})).status, 200)
})

test('a route without a result answers null', async (t) => {
  const { me } = await emulateFor(t)
  t.is((await me.rpc('auth/token/revoke')).text, 'null')
})

test('an argument in a header must be ASCII, or may stand in the address', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const raw = await me.download(
    'files/download',
    { path: '/x' },
    { 'Dropbox-API-Arg': '{"path": "/\u00fc"}' },
  )
  t.is(raw.status, 400)
  await me.put('/Tür.txt', 'open')
  const reply = await me.download('files/download', { path: '/Tür.txt' })
  t.is(reply.text, 'open')
  t.false(/[^\x20-\x7e]/.test(reply.headers.get('dropbox-api-result') ?? ''))
  const byAddress = await fetch(
    `${emulator.url}/2/files/download?arg=${encodeURIComponent(asciiJson({ path: '/Tür.txt' }))}`,
    { headers: { Authorization: `Bearer ${me.token}` } },
  )
  t.is(await byAddress.text(), 'open')
})

test('characters outside of the basic plane travel as surrogate pairs', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/😀.txt', 'smile')
  t.is((await me.download('files/download', { path: '/😀.txt' })).json.name, '😀.txt')
})

test('an unknown function is a 400', async (t) => {
  const { me } = await emulateFor(t)
  const reply = await me.rpc('files/explode', {})
  t.is(reply.status, 400)
  t.is(reply.text, 'Unknown API function: "files/explode"')
})

test('union members without data may be bare strings or objects', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a', '1')
  await me.put('/a', '2', { mode: 'overwrite' })
  await me.put('/a', '3', { mode: { '.tag': 'overwrite' } })
  const bare = await me.upload('files/upload', { path: '/a', mode: 'update' }, '4')
  t.is(bare.status, 400)
  t.true(bare.text.endsWith("mode: expected object for 'update', got symbol"), bare.text)
  const unknown = await me.upload('files/upload', { path: '/a', mode: 'shout' }, '4')
  t.true(unknown.text.endsWith("mode: unknown tag 'shout'"), unknown.text)
})

test('the Host header does not matter, unless hosts are checked', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const { request } = await import('undici')
  const call = async (host: string) => {
    const response = await request(`${emulator.url}/2/users/get_space_usage`, {
      method: 'POST',
      headers: { host, authorization: `Bearer ${me.token}` },
    })
    return { status: response.statusCode, text: await response.body.text() }
  }
  t.is((await call('content.dropboxapi.com')).status, 200)
  emulator.configure({ wire: { checkHost: true } })
  t.is((await call('api.dropboxapi.com')).status, 200)
  const refused = await call('content.dropboxapi.com')
  t.is(refused.status, 400)
  t.regex(refused.text, /^Incorrect host for API function "users\/get_space_usage"/)
})

test('pages of other sites may call the API', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const preflight = await fetch(`${emulator.url}/2/files/list_folder`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://example.com', 'Access-Control-Request-Headers': 'authorization' },
  })
  t.is(preflight.headers.get('access-control-allow-headers'), 'authorization')
  const reply = await me.rpc('files/list_folder', { path: '' }, { Origin: 'https://example.com' })
  t.is(reply.headers.get('access-control-allow-origin'), '*')
})

test('tokens are checked before anything else', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const call = async (authorization: string | undefined) =>
    await readReply(
      await fetch(`${emulator.url}/2/files/list_folder`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(authorization === undefined ? {} : { Authorization: authorization }),
        },
        body: '{"path": ""}',
      }),
    )
  t.is((await call(undefined)).status, 400)
  t.regex((await call('Basic abc')).text, /Invalid authorization value in HTTP header "Authorization"/)
  t.true((await call('Bearer a%b')).text.endsWith('The given OAuth 2 access token is malformed.'))
  const unknown = await call('Bearer sl.u.nobodyhasthisone')
  t.is(unknown.status, 401)
  t.is(unknown.headers.get('www-authenticate'), 'Bearer realm="Dropbox-API"')
  t.deepEqual(unknown.json.error, { '.tag': 'invalid_access_token' })
  const narrow = callerOf(emulator, emulator.issueToken({ scopes: ['account_info.read'] }).access_token)
  const missing = await narrow.rpc('files/list_folder', { path: '' })
  t.is(missing.status, 401)
  t.deepEqual(missing.json.error, { '.tag': 'missing_scope', required_scope: 'files.metadata.read' })
  t.is(
    (await me.rpc('files/list_folder', { path: '' }, { 'Dropbox-API-Select-User': 'dbmid:1' })).status,
    401,
  )
})

test('longpoll refuses a token and a cursor that never was one', async (t) => {
  const { me, emulator } = await emulateFor(t)
  const withToken = await me.rpc('files/list_folder/longpoll', { cursor: 'x' })
  t.is(withToken.status, 400)
  t.true(
    withToken.text.endsWith(
      'Your request includes an Authorization header, but this function does not use it.',
    ),
  )
  const garbage = await readReply(
    await fetch(`${emulator.url}/2/files/list_folder/longpoll`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"cursor": "garbage"}',
    }),
  )
  t.is(garbage.status, 400)
  t.true(garbage.text.endsWith('cursor: unsupported cursor type'))
})
