import { inspect } from 'node:util'
import test from 'ava'
import { revokeAccess } from '../../../../runtime/cloud/sign-in/revoke.ts'
import { scopes } from '../../../../runtime/cloud/sign-in/scopes.ts'
import { type SignInOptions, startSignIn } from '../../../../runtime/cloud/sign-in/sign-in.ts'
import { CloudError } from '../../../../runtime/ports/cloud.ts'
import { emulatedDropbox } from '../emulated-dropbox.ts'
import { refreshable, scriptedDropbox } from '../scripted-dropbox.ts'
import { createFixedRandom, createVirtualClock } from '../virtual-clock.ts'

function options(more: Partial<SignInOptions> = {}): SignInOptions {
  return {
    appKey: 'abc123',
    clock: createVirtualClock(),
    random: createFixedRandom(),
    userAgent: 'test/1',
    ...more,
  }
}

async function approve(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'X-Emulator-Auto-Approve': '1' } })
  const { code } = (await answer.json()) as { code: string }
  return code
}

test("the address is Dropbox's, and says all that is needed", (t) => {
  const { url: address } = startSignIn(options())
  t.regex(address, /^[!-*,-~]*$/)
  const url = new URL(address)
  t.is(url.origin + url.pathname, 'https://www.dropbox.com/oauth2/authorize')
  t.regex(url.searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/)
  url.searchParams.delete('code_challenge')
  t.deepEqual(Object.fromEntries(url.searchParams), {
    client_id: 'abc123',
    response_type: 'code',
    token_access_type: 'offline',
    code_challenge_method: 'S256',
    scope: scopes.join(' '),
  })
})

test('every sign-in has a challenge of its own', (t) => {
  t.not(startSignIn(options()).url, startSignIn(options()).url)
})

for (const appKey of ['', 'a b', 'key&scope=all', 'x'.repeat(65)])
  test(`"${appKey.slice(0, 20)}" is not taken for an app's key`, (t) => {
    t.throws(() => startSignIn(options({ appKey })), { code: 'bad-app-key' })
  })

test('a code becomes credentials that last', async (t) => {
  const { emulator, another, clock } = await emulatedDropbox(t)
  const signIn = startSignIn(options({ apiUrl: emulator.url, clock }))
  t.true(signIn.url.startsWith(`${emulator.url}/oauth2/authorize?`))
  const credentials = await signIn.finish(`  ${await approve(signIn.url)}\n`)
  t.like(credentials, { kind: 'refreshable', appKey: 'abc123' })
  const cloud = another({ credentials })
  const { name } = await cloud.account()
  t.truthy(name)
  clock.advance(5 * 3_600_000)
  t.is((await cloud.account()).name, name)
  t.is(emulator.stats().routes['oauth2/token'], 2)
})

test('a code works once, and only for who asked for it', async (t) => {
  const { emulator, clock } = await emulatedDropbox(t)
  const signIn = startSignIn(options({ apiUrl: emulator.url, clock }))
  const other = startSignIn(options({ apiUrl: emulator.url, clock }))
  await t.throwsAsync(other.finish(await approve(signIn.url)), { code: 'bad-code' })
  const code = await approve(signIn.url)
  await signIn.finish(code)
  await t.throwsAsync(signIn.finish(code), { code: 'bad-code' })
})

for (const code of ['', '   ', 'not the code', 'x'.repeat(2000), 'a\nb'])
  test(`"${code.slice(0, 15).replace('\n', ' ')}" is a bad code without asking anyone`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => ({ status: 500 }))
    await t.throwsAsync(startSignIn(options({ apiUrl: dropbox.url })).finish(code), { code: 'bad-code' })
    t.is(dropbox.calls.length, 0)
  })

test('the code and its verifier go in the body, and into no error', async (t) => {
  const dropbox = await scriptedDropbox(t, ({ body }) => ({
    status: 400,
    json: { error: 'invalid_grant', error_description: `no: ${body.toString()}` },
  }))
  const signIn = startSignIn(options({ apiUrl: dropbox.url }))
  const error = await t.throwsAsync(signIn.finish('THECODE'), { instanceOf: CloudError })
  t.is(error?.code, 'bad-code')
  const [call] = dropbox.calls
  t.is(call?.url, '/oauth2/token')
  const sent = new URLSearchParams(call?.body.toString())
  t.is(sent.get('code'), 'THECODE')
  t.is(sent.get('redirect_uri'), null)
  const verifier = sent.get('code_verifier') ?? ''
  t.regex(verifier, /^[\w-]{43,128}$/)
  const shown = inspect([error, signIn], { depth: 20, showHidden: true })
  t.false(shown.includes('THECODE') || shown.includes(verifier))
})

for (const answer of [
  { status: 400, json: { error: 'invalid_client: Invalid client_id or client_secret' } },
  { status: 401, json: { error: 'invalid_client', error_description: 'Invalid client_id' } },
  { status: 401, text: 'invalid_client: Invalid client_id' },
])
  test(`an app that Dropbox does not know is refused: ${JSON.stringify(answer)}`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => answer)
    await t.throwsAsync(startSignIn(options({ apiUrl: dropbox.url })).finish('code'), { code: 'app-refused' })
  })

test('permissions that the app lacks are named', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({
    json: { access_token: 'a', refresh_token: 'r', expires_in: 1, scope: 'account_info.read sharing.read' },
  }))
  const error = await t.throwsAsync(startSignIn(options({ apiUrl: dropbox.url })).finish('code'), {
    instanceOf: CloudError,
  })
  t.is(error?.code, 'app-refused')
  t.deepEqual(
    error?.data['missing'],
    scopes.filter((scope) => scope !== 'account_info.read' && scope !== 'sharing.read'),
  )
})

for (const [name, json] of [
  ['no lasting token', { access_token: 'a' }],
  ['no token', {}],
  ['a token that is two lines', { access_token: 'a\r\nX: 1', refresh_token: 'r' }],
] as const)
  test(`${name} is a bad answer`, async (t) => {
    const dropbox = await scriptedDropbox(t, () => ({ json }))
    const signIn = startSignIn(options({ apiUrl: dropbox.url }))
    await t.throwsAsync(signIn.finish('code'), { code: 'bad-answer' })
  })

test('a revoked link is gone for good', async (t) => {
  const { emulator, cloud, credentials, clock } = await emulatedDropbox(t)
  await cloud.account()
  const revocation = { ...options({ apiUrl: emulator.url, clock }), credentials }
  await revokeAccess(revocation)
  await t.throwsAsync(cloud.account(), { code: 'unlinked' })
  await t.notThrowsAsync(revokeAccess(revocation))
})

test('a link can be ended without a network only later', async (t) => {
  const dropbox = await scriptedDropbox(t, () => ({ status: 503, text: '' }))
  await t.throwsAsync(revokeAccess({ ...options({ apiUrl: dropbox.url }), credentials: refreshable }), {
    code: 'offline',
  })
})
