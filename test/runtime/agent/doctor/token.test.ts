import test from 'ava'
import { checkToken, type TokenPorts } from '../../../../runtime/agent/doctor/token.ts'
import { CloudSetupError } from '../../../../runtime/cloud/setup-error.ts'
import type { LinkedWith } from '../../../../runtime/cloud/sign-in/find-credentials.ts'
import { scopes } from '../../../../runtime/cloud/sign-in/scopes.ts'
import { secret } from '../../../../runtime/cloud/sign-in/secret.ts'
import { CloudError, type CloudErrorCode } from '../../../../runtime/ports/cloud.ts'

const now = Date.UTC(2026, 10, 21)
const account = { id: 'dbid:1', name: 'Ann', email: 'ann@example.com' }
const lasting: LinkedWith = {
  source: 'file',
  repaired: false,
  mounted: false,
  credentials: {
    kind: 'refreshable',
    appKey: 'key',
    refreshToken: secret('very-secret-token'),
    access: undefined,
  },
}
const temporary: LinkedWith = {
  ...{ source: 'environment', repaired: false, mounted: false },
  credentials: {
    kind: 'temporary',
    access: { token: secret('very-secret-token'), expiresAt: now + 3_600_000 },
  },
}

const usual: TokenPorts = {
  ...{ file: '/credentials.json', user: 1000, now: () => now },
  find: async () => lasting,
  permissions: async () => ({ mode: 0o600, owner: 1000 }),
  ask: async () => ({ account, scopes, expiresAt: now + 4 * 3_600_000 }),
}

const refusing = (code: CloudErrorCode) => async (): Promise<never> => {
  throw new CloudError(code, 'No')
}

for (const [what, ports, expected] of [
  ['in order', {}, 'ok ok'],
  ['missing', { find: async () => undefined }, 'wrong'],
  [
    'damaged',
    {
      find: async () => {
        throw new CloudSetupError('credentials-malformed', 'It is damaged.')
      },
    },
    'wrong',
  ],
  ['readable for others', { permissions: async () => ({ mode: 0o644, owner: 1000 }) }, 'wrong ok'],
  ['a secret that root mounted', { permissions: async () => ({ mode: 0o444, owner: 0 }) }, 'warning ok'],
  [
    'a secret that root mounted for this user',
    { permissions: async () => ({ mode: 0o400, owner: 0 }) },
    'warning ok',
  ],
  ["root's own, for all to write to", { permissions: async () => ({ mode: 0o666, owner: 0 }) }, 'wrong ok'],
  ["another user's", { permissions: async () => ({ mode: 0o600, owner: 7 }) }, 'wrong ok'],
  ['for an hour alone', { find: async () => temporary }, 'ok warning ok'],
  ['not asked about', { ask: undefined }, 'ok warning'],
  ['revoked', { ask: refusing('unlinked') }, 'ok wrong'],
  ["another app's", { ask: refusing('app-refused') }, 'ok wrong'],
  ['not told of', { ask: refusing('offline') }, 'ok warning'],
  [
    'short of a permission',
    { ask: async () => ({ account, scopes: scopes.slice(1), expiresAt: undefined }) },
    'ok wrong',
  ],
  [
    'of unknown permissions',
    { ask: async () => ({ account, scopes: undefined, expiresAt: undefined }) },
    'ok ok',
  ],
] as const satisfies readonly (readonly [string, Partial<TokenPorts>, string])[]) {
  test(`a link that is ${what}: ${expected}`, async (t) => {
    const found = await checkToken({ ...usual, ...ports })
    t.is(found.map(({ verdict }) => verdict).join(' '), expected)
    for (const { found: text, advice, verdict } of found) {
      t.regex(text, /\.$/)
      if (verdict === 'wrong') t.truthy(advice)
    }
    t.false(JSON.stringify(found).includes('very-secret-token'))
  })
}
