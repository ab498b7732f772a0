import { chmod, type FileHandle, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import test from 'ava'
import { CloudSetupError } from '../../../../runtime/cloud/setup-error.ts'
import type { Credentials } from '../../../../runtime/cloud/sign-in/credentials.ts'
import { readCredentials, writeCredentials } from '../../../../runtime/cloud/sign-in/credentials-file.ts'
import { makeFilePrivate } from '../../../../runtime/cloud/sign-in/file-privacy.ts'
import { findCredentials } from '../../../../runtime/cloud/sign-in/find-credentials.ts'
import { challengeOf, createPkce } from '../../../../runtime/cloud/sign-in/pkce.ts'
import { secret } from '../../../../runtime/cloud/sign-in/secret.ts'

async function folder(t: { teardown(work: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'credentials-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

const link: Credentials = {
  kind: 'refreshable',
  appKey: 'abc123',
  refreshToken: secret('REFRESH'),
  access: { token: secret('ACCESS'), expiresAt: Date.UTC(2026, 10, 21, 12) },
}

function revealed(credentials: Credentials): unknown {
  return {
    kind: credentials.kind,
    ...(credentials.kind === 'refreshable'
      ? { appKey: credentials.appKey, refreshToken: credentials.refreshToken.reveal() }
      : {}),
    access: credentials.access && {
      token: credentials.access.token.reveal(),
      expiresAt: credentials.access.expiresAt,
    },
  }
}

test('a secret shows itself to nothing that prints', (t) => {
  const hidden = secret('REFRESH')
  for (const shown of [
    String(hidden),
    `${hidden}`,
    JSON.stringify({ hidden, link }),
    inspect({ hidden, link }, { depth: 9, showHidden: true }),
    inspect(link, { customInspect: false, depth: 9, showHidden: true }),
  ])
    t.false(/REFRESH|ACCESS/.test(shown), shown)
  t.is(hidden.reveal(), 'REFRESH')
})

test('credentials come back as they were written, for their owner alone', async (t) => {
  const file = join(await folder(t), 'deep', 'state', 'credentials.json')
  await writeCredentials(file, link)
  t.is((await stat(file)).mode & 0o777, 0o600)
  t.is((await stat(join(file, '..'))).mode & 0o777, 0o700)
  const found = await readCredentials(file)
  t.false(found?.repaired)
  t.deepEqual(found && revealed(found.credentials), revealed(link))
})

test('credentials without a lasting token come back too', async (t) => {
  const file = join(await folder(t), 'credentials.json')
  const temporary: Credentials = {
    kind: 'temporary',
    access: { token: secret('ACCESS'), expiresAt: undefined },
  }
  await writeCredentials(file, temporary)
  const found = await readCredentials(file)
  t.deepEqual(found && revealed(found.credentials), revealed(temporary))
})

test('a file that others could read is made private, and that is said', async (t) => {
  const file = join(await folder(t), 'credentials.json')
  await writeCredentials(file, link)
  await chmod(file, 0o644)
  t.true((await readCredentials(file))?.repaired)
  t.is((await stat(file)).mode & 0o777, 0o600)
  t.false((await readCredentials(file))?.repaired)
})

const system = (code: string) => Object.assign(new Error(code), { code })
for (const [what, { mode, uid, chmod }, expected] of [
  ["one's own", { mode: 0o600, uid: 1000, chmod: undefined }, 'private'],
  ["one's own that others can read", { mode: 0o644, uid: 1000, chmod: undefined }, 'repaired'],
  ["one's own on a read-only mount", { mode: 0o444, uid: 1000, chmod: 'EROFS' }, 'mounted'],
  ["one's own that cannot be changed", { mode: 0o644, uid: 1000, chmod: 'EPERM' }, 'refused'],
  ["root's on a read-only mount", { mode: 0o440, uid: 0, chmod: 'EROFS' }, 'mounted'],
  ["another user's on a read-only mount", { mode: 0o644, uid: 7, chmod: 'EROFS' }, 'mounted'],
  ["root's", { mode: 0o644, uid: 0, chmod: 'EPERM' }, 'mounted'],
  ["root's, for all to write to", { mode: 0o666, uid: 0, chmod: 'EPERM' }, 'refused'],
  ["another user's", { mode: 0o644, uid: 7, chmod: 'EPERM' }, 'refused'],
  ["another user's on a disk that takes anything", { mode: 0o644, uid: 7, chmod: undefined }, 'refused'],
] as const)
  test(`a credentials file that is ${what} is ${expected}`, async (t) => {
    const modes: unknown[] = []
    const file = {
      stat: async () => ({ mode: 0o100000 | mode, uid }),
      async chmod(wanted: unknown) {
        modes.push(wanted)
        if (chmod !== undefined) throw system(chmod)
      },
    } as unknown as FileHandle
    if (expected === 'refused') await t.throwsAsync(makeFilePrivate(file, 1000))
    else t.is(await makeFilePrivate(file, 1000), expected)
    // What is not one's own is never given another mode.
    if (uid !== 1000) t.deepEqual(modes, [mode])
  })

test('no file is no credentials', async (t) => {
  const path = await folder(t)
  t.is(await readCredentials(join(path, 'none', 'credentials.json')), undefined)
})

for (const [name, content] of [
  ['nothing', ''],
  ['half a file', '{"app_key":"a","refresh_token":"SECR'],
  ['no token', '{"app_key":"a"}'],
  ['a token that is two lines', '{"app_key":"a","refresh_token":"SECRET\\nX-Header: 1"}'],
  ['a list', '["SECRET"]'],
  ['far too much', `{"refresh_token":"SECRET"}${' '.repeat(100_000)}`],
] as const)
  test(`a file that holds ${name} is refused without repeating it`, async (t) => {
    const file = join(await folder(t), 'credentials.json')
    await writeFile(file, content, { mode: 0o600 })
    const error = await t.throwsAsync(readCredentials(file), { instanceOf: CloudSetupError })
    t.is(error?.code, 'credentials-malformed')
    t.false(inspect(error, { depth: 9 }).includes('SECR'))
  })

test('a folder in place of the file is unreadable', async (t) => {
  const file = join(await folder(t), 'credentials.json')
  await mkdir(file, { mode: 0o700 })
  await t.throwsAsync(readCredentials(file), { code: 'credentials-unreadable' })
})

test('a place that cannot be written is named', async (t) => {
  const file = join(await folder(t), 'file', 'credentials.json')
  await writeFile(join(file, '..'), '')
  await t.throwsAsync(writeCredentials(file, link))
  t.is(await readFile(join(file, '..'), 'utf8'), '')
})

async function find(t: Parameters<typeof folder>[0], environment: Record<string, string>, appKey?: string) {
  const found = await findCredentials({ environment, appKey, file: join(await folder(t), 'none.json') })
  return found && { source: found.source, ...(revealed(found.credentials) as object) }
}

test('a refresh token from the environment comes first', async (t) => {
  const file = join(await folder(t), 'credentials.json')
  await writeCredentials(file, link)
  const environment = { DROPBOX_REFRESH_TOKEN: ' other ', DROPBOX_APP_KEY: 'key' }
  const found = await findCredentials({ environment, file, appKey: undefined })
  t.is(found?.source, 'environment')
  t.like(found && revealed(found.credentials), { refreshToken: 'other', appKey: 'key' })
  t.is((await findCredentials({ environment: {}, file, appKey: undefined }))?.source, 'file')
})

test('a refresh token without a key uses the key of the configuration', async (t) => {
  t.like(await find(t, { DROPBOX_REFRESH_TOKEN: 'r' }, 'configured'), { appKey: 'configured' })
  await t.throwsAsync(find(t, { DROPBOX_REFRESH_TOKEN: 'r' }), { code: 'no-app-key' })
})

test('an access token alone is enough until it expires', async (t) => {
  t.deepEqual(await find(t, { DROPBOX_ACCESS_TOKEN: 'a' }), {
    source: 'environment',
    kind: 'temporary',
    access: { token: 'a', expiresAt: undefined },
  })
})

for (const [text, expiresAt] of [
  ['2026-11-21T12:00:00Z', Date.UTC(2026, 10, 21, 12)],
  ['1795262400', 1_795_262_400_000],
  ['1795262400000', 1_795_262_400_000],
] as const)
  test(`DROPBOX_EXPIRES_AT may be ${text}`, async (t) => {
    const found = await find(t, { DROPBOX_ACCESS_TOKEN: 'a', DROPBOX_EXPIRES_AT: text })
    t.like(found, { access: { expiresAt } })
  })

test('an expiry that is no time is refused', async (t) => {
  const environment = { DROPBOX_ACCESS_TOKEN: 'a', DROPBOX_EXPIRES_AT: 'tomorrow' }
  await t.throwsAsync(find(t, environment), { code: 'bad-expiry' })
})

test('a variable that holds no token is refused without repeating it', async (t) => {
  const error = await t.throwsAsync(find(t, { DROPBOX_ACCESS_TOKEN: 'SECRET token' }), {
    code: 'credentials-malformed',
  })
  t.false(inspect(error).includes('SECRET'))
})

test('nothing set and no file is not linked', async (t) => {
  t.is(await find(t, { DROPBOX_REFRESH_TOKEN: '' }), undefined)
})

test('the challenge is the one of RFC 7636, appendix B', (t) => {
  t.is(
    challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test('every verifier is new and of an allowed length', (t) => {
  const verifiers = Array.from({ length: 5 }, () => createPkce().verifier.reveal())
  t.is(new Set(verifiers).size, 5)
  for (const verifier of verifiers) t.regex(verifier, /^[A-Za-z0-9_-]{43,128}$/)
})
