import { createHash, randomBytes } from 'node:crypto'
import test from 'ava'
import { DropboxAuth } from 'dropbox'
import type { Emulator } from '../../emulator/server.ts'
import { callerOf, emulate, fetchFor, type Reply, readReply } from './emulation.ts'

const APP = 'appkey1234'

function authorizeUrl(emulator: Emulator, parameters: Record<string, string>): string {
  return `${emulator.url}/oauth2/authorize?${new URLSearchParams({ client_id: APP, response_type: 'code', ...parameters })}`
}

async function approve(
  emulator: Emulator,
  parameters: Record<string, string> = {},
  headers = {},
): Promise<string> {
  const response = await fetch(authorizeUrl(emulator, parameters), {
    headers: { 'X-Emulator-Auto-Approve': '1', ...headers },
  })
  const { code } = (await response.json()) as { code: string }
  return code
}

async function exchange(
  emulator: Emulator,
  parameters: Record<string, string>,
  headers = {},
): Promise<Reply> {
  const body = new URLSearchParams({ client_id: APP, ...parameters })
  return await readReply(await fetch(`${emulator.url}/oauth2/token`, { method: 'POST', body, headers }))
}

const byCode = (emulator: Emulator, code: string, more: Record<string, string> = {}) =>
  exchange(emulator, { grant_type: 'authorization_code', code, ...more })
const byRefresh = (emulator: Emulator, token: string, more: Record<string, string> = {}) =>
  exchange(emulator, { grant_type: 'refresh_token', refresh_token: token, ...more })

test('a code becomes tokens once, as text/javascript', async (t) => {
  const emulator = await emulate(t)
  const code = await approve(emulator, { token_access_type: 'offline' })
  const reply = await byCode(emulator, code)
  t.is(reply.status, 200)
  t.is(reply.headers.get('content-type'), 'text/javascript')
  t.is(reply.json.token_type, 'bearer')
  t.is(reply.json.expires_in, 14_400)
  t.regex(reply.json.access_token, /^sl\./)
  t.regex(reply.json.account_id, /^dbid:/)
  t.regex(reply.json.uid, /^\d+$/)
  t.is(typeof reply.json.refresh_token, 'string')
  const again = await byCode(emulator, code)
  t.is(again.status, 400)
  t.is(again.json.error, 'invalid_grant')
})

test('the older addresses work too, which the official Go SDK has', async (t) => {
  const emulator = await emulate(t)
  const headers = { 'X-Emulator-Auto-Approve': '1' }
  const ask = `client_id=${APP}&response_type=code`
  const { code } = (await (await fetch(`${emulator.url}/1/oauth2/authorize?${ask}`, { headers })).json()) as {
    code: string
  }
  const body = new URLSearchParams({ client_id: APP, grant_type: 'authorization_code', code })
  const reply = await readReply(await fetch(`${emulator.url}/1/oauth2/token`, { method: 'POST', body }))
  t.is(reply.status, 200)
  t.is(emulator.stats().routes['oauth2/token'], 1)
})

test('without offline access there is no refresh token', async (t) => {
  const emulator = await emulate(t)
  t.false('refresh_token' in (await byCode(emulator, await approve(emulator))).json)
})

test('a code dies of age', async (t) => {
  let now = Date.now()
  const emulator = await emulate(t, { now: () => now })
  const code = await approve(emulator)
  now += 601_000
  t.is((await byCode(emulator, code)).json.error, 'invalid_grant')
})

for (const method of ['S256', 'plain'] as const) {
  test(`PKCE by ${method} wants the verifier of the challenge, and no secret`, async (t) => {
    const emulator = await emulate(t)
    emulator.registerApp({ key: APP, secret: 'hush' })
    const verifier = randomBytes(40).toString('base64url')
    const challenge =
      method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')
    const ask = { code_challenge: challenge, code_challenge_method: method }
    t.is((await byCode(emulator, await approve(emulator, ask), { code_verifier: verifier })).status, 200)
    const wrong = await byCode(emulator, await approve(emulator, ask), { code_verifier: 'x'.repeat(43) })
    t.is(wrong.json.error, 'invalid_grant')
    t.is((await byCode(emulator, await approve(emulator, ask))).json.error, 'invalid_grant')
  })
}

test('an app with a secret must show it when there is no PKCE, in the form or as Basic', async (t) => {
  const emulator = await emulate(t)
  emulator.registerApp({ key: APP, secret: 'hush' })
  t.is((await byCode(emulator, await approve(emulator))).status, 400)
  const wrong = await byCode(emulator, await approve(emulator), { client_secret: 'loud' })
  t.is(wrong.status, 400)
  t.deepEqual(wrong.json, { error: 'invalid_client: Invalid client_id or client_secret' })
  t.is((await byCode(emulator, await approve(emulator), { client_secret: 'hush' })).status, 200)
  const basic = { Authorization: `Basic ${Buffer.from(`${APP}:hush`).toString('base64')}` }
  const reply = await exchange(
    emulator,
    { grant_type: 'authorization_code', code: await approve(emulator) },
    basic,
  )
  t.is(reply.status, 200)
})

test('the redirect address of the code must be repeated', async (t) => {
  const emulator = await emulate(t)
  const redirect_uri = 'http://localhost:9999/back'
  t.is((await byCode(emulator, await approve(emulator, { redirect_uri }))).json.error, 'invalid_grant')
  t.is((await byCode(emulator, await approve(emulator, { redirect_uri }), { redirect_uri })).status, 200)
})

test('a refresh token gives access tokens again and again, with fewer scopes if asked', async (t) => {
  const emulator = await emulate(t)
  const first = (await byCode(emulator, await approve(emulator, { token_access_type: 'offline' }))).json
  const refreshed = await byRefresh(emulator, first.refresh_token)
  t.deepEqual(Object.keys(refreshed.json).sort(), ['access_token', 'expires_in', 'token_type'])
  t.is((await callerOf(emulator, first.access_token).rpc('users/get_space_usage')).status, 200)
  t.is((await callerOf(emulator, refreshed.json.access_token).rpc('users/get_space_usage')).status, 200)
  const narrow = await byRefresh(emulator, first.refresh_token, { scope: 'files.metadata.read' })
  t.is((await callerOf(emulator, narrow.json.access_token).rpc('users/get_space_usage')).status, 401)
  t.is(
    (await byRefresh(emulator, first.refresh_token, { scope: 'team_data.member' })).json.error,
    'invalid_scope',
  )
  t.is((await byRefresh(emulator, 'never-was-one')).json.error, 'invalid_grant')
  t.is((await byRefresh(emulator, first.refresh_token, { client_id: 'another' })).json.error, 'invalid_grant')
})

test('an access token expires after its lifetime', async (t) => {
  let now = Date.now()
  const emulator = await emulate(t, { now: () => now })
  const me = callerOf(emulator)
  t.is((await me.rpc('users/get_space_usage')).status, 200)
  now += 14_400_000
  const reply = await me.rpc('users/get_space_usage')
  t.is(reply.status, 401)
  t.deepEqual(reply.json.error, { '.tag': 'expired_access_token' })
})

test('revoking a token ends its refresh token and its siblings, and nobody else', async (t) => {
  const emulator = await emulate(t)
  const first = (await byCode(emulator, await approve(emulator, { token_access_type: 'offline' }))).json
  const sibling = (await byRefresh(emulator, first.refresh_token)).json
  const stranger = callerOf(emulator)
  t.is((await callerOf(emulator, first.access_token).rpc('auth/token/revoke')).status, 200)
  for (const token of [first.access_token, sibling.access_token]) {
    const reply = await callerOf(emulator, token).rpc('users/get_space_usage')
    t.deepEqual(reply.json.error, { '.tag': 'invalid_access_token' })
  }
  t.is((await byRefresh(emulator, first.refresh_token)).json.error, 'invalid_grant')
  t.is((await stranger.rpc('users/get_space_usage')).status, 200)
})

test('other grant types and missing parameters are named', async (t) => {
  const emulator = await emulate(t)
  t.is((await exchange(emulator, { grant_type: 'password' })).json.error, 'unsupported_grant_type')
  t.is((await exchange(emulator, {})).json.error, 'invalid_request')
  t.is((await exchange(emulator, { grant_type: 'refresh_token' })).json.error, 'invalid_request')
})

test('the page asks, names app, account and scopes, and shows the code to copy', async (t) => {
  const emulator = await emulate(t)
  emulator.registerApp({ key: APP, name: 'Box & parts' })
  const page = await (await fetch(authorizeUrl(emulator, { token_access_type: 'offline' }))).text()
  t.true(page.includes('Box &amp; parts would like to connect'))
  t.true(page.includes('Freddy'))
  t.true(page.includes('files.content.read'))
  const answered = await submit(emulator, page, 'allow')
  const code = (await answered.text()).match(/value="([A-Za-z0-9_-]{43})"/)?.[1]
  t.truthy(code)
  t.is((await byCode(emulator, code ?? '')).status, 200)
})

test('denying gives no code', async (t) => {
  const emulator = await emulate(t)
  const page = await (await fetch(authorizeUrl(emulator, {}))).text()
  const answered = await (await submit(emulator, page, 'deny')).text()
  t.true(answered.includes('Access denied'))
})

test('with a redirect address the person is sent back with code or error, and the state', async (t) => {
  const emulator = await emulate(t)
  const ask = { redirect_uri: 'http://localhost:9999/back?x=1', state: 'a b' }
  const page = await (await fetch(authorizeUrl(emulator, ask))).text()
  const allowed = new URL((await submit(emulator, page, 'allow')).headers.get('location') ?? '')
  t.is(allowed.searchParams.get('state'), 'a b')
  t.is(allowed.searchParams.get('x'), '1')
  t.is(
    (await byCode(emulator, allowed.searchParams.get('code') ?? '', { redirect_uri: ask.redirect_uri }))
      .status,
    200,
  )
  const denied = new URL((await submit(emulator, page, 'deny')).headers.get('location') ?? '')
  t.is(denied.searchParams.get('error'), 'access_denied')
  t.is(denied.searchParams.get('state'), 'a b')
})

for (const [what, parameters, words] of [
  ['no client_id', { client_id: '' }, 'client_id'],
  ['another response type', { response_type: 'token' }, 'response_type'],
  ['an empty scope', { scope: '' }, 'scope must not be empty'],
  ['a scope that there is not', { scope: 'world.domination' }, 'world.domination'],
  ['a foreign redirect address', { redirect_uri: 'http://evil.example' }, 'redirect_uri'],
  ['a short challenge', { code_challenge: 'x' }, 'code_challenge'],
] as const) {
  test(`the page refuses ${what}`, async (t) => {
    const emulator = await emulate(t)
    emulator.registerApp({ key: APP, redirectUris: ['http://localhost/back'] })
    const response = await fetch(authorizeUrl(emulator, parameters))
    t.is(response.status, 400)
    t.true((await response.text()).includes(words))
  })
}

test('unknown apps may be refused', async (t) => {
  const emulator = await emulate(t, { config: { tokens: { unknownApps: 'refuse' } } })
  t.is((await fetch(authorizeUrl(emulator, {}))).status, 400)
  t.regex((await byCode(emulator, 'x')).json.error, /^invalid_client: /)
})

test('scripts may choose the account that approves', async (t) => {
  const emulator = await emulate(t)
  const wanda = emulator.createAccount({ displayName: 'Wanda' })
  const code = await approve(emulator, {}, { 'X-Emulator-Account': 'Wanda' })
  t.is((await byCode(emulator, code)).json.account_id, wanda.id)
})

test('the official SDK signs in with PKCE and refreshes', async (t) => {
  const emulator = await emulate(t)
  const auth = new DropboxAuth({ clientId: APP, fetch: fetchFor(emulator) })
  const url = new URL(
    String(await auth.getAuthenticationUrl('', '', 'code', 'offline', ['account_info.read'], 'none', true)),
  )
  const response = await fetch(emulator.url + url.pathname + url.search, {
    headers: { 'X-Emulator-Auto-Approve': '1' },
  })
  const { code } = (await response.json()) as { code: string }
  // The SDK puts every parameter into the address and sends an empty body.
  const { result } = await auth.getAccessTokenFromCode('', code)
  const tokens = result as { access_token: string; refresh_token: string }
  auth.setRefreshToken(tokens.refresh_token)
  await auth.refreshAccessToken()
  t.not(auth.getAccessToken(), tokens.access_token)
  t.is(
    (await callerOf(emulator, auth.getAccessToken()).rpc('check/user', { query: 'foo' })).json.result,
    'foo',
  )
})

function submit(emulator: Emulator, page: string, decision: 'allow' | 'deny'): Promise<Response> {
  const form = new URLSearchParams()
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
  )) {
    form.set(unescapeHtml(name), unescapeHtml(value))
  }
  form.set('emulator_account', page.match(/<option value="([^"]*)"/)?.[1] ?? '')
  form.set('emulator_decision', decision)
  return fetch(`${emulator.url}/oauth2/authorize`, { method: 'POST', body: form, redirect: 'manual' })
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
}
