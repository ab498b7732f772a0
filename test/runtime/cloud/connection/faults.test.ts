import test from 'ava'
import { type Fault, faultOf, isPassing } from '../../../../runtime/cloud/connection/faults.ts'

const tagged = (tag: string, more: object = {}): object => ({
  error_summary: `${tag}/...`,
  error: { '.tag': tag, ...more },
})
const limited = (reason: string, more: object = {}): object => ({
  error_summary: `${reason}/..`,
  error: { reason: { '.tag': reason }, ...more },
})

const table: readonly (readonly [
  name: string,
  status: number,
  retryAfter: string | undefined,
  body: unknown,
  fault: Fault,
])[] = [
  [
    '429 with Retry-After',
    429,
    '7',
    limited('too_many_requests'),
    { kind: 'rate-limited', scope: 'requests', retryAfter: 7000 },
  ],
  [
    '429 for writers without Retry-After',
    429,
    undefined,
    limited('too_many_write_operations'),
    { kind: 'rate-limited', scope: 'writes', retryAfter: undefined },
  ],
  [
    '429 that says when in its body',
    429,
    undefined,
    limited('too_many_requests', { retry_after: 3 }),
    { kind: 'rate-limited', scope: 'requests', retryAfter: 3000 },
  ],
  [
    '429 in plain text',
    429,
    undefined,
    'Too many requests',
    { kind: 'rate-limited', scope: 'requests', retryAfter: undefined },
  ],
  [
    '429 with a date in Retry-After',
    429,
    'Wed, 21 Oct 2026 07:28:00 GMT',
    '',
    { kind: 'rate-limited', scope: 'requests', retryAfter: undefined },
  ],
  ['500', 500, undefined, '<html>', { kind: 'broken', detail: 'Dropbox answered with status 500' }],
  ['503', 503, '5', '', { kind: 'broken', detail: 'Dropbox answered with status 503' }],
  [
    'an expired token',
    401,
    undefined,
    tagged('expired_access_token'),
    { kind: 'token-refused', tag: 'expired_access_token' },
  ],
  ['401 without a word', 401, undefined, '', { kind: 'token-refused', tag: 'invalid_access_token' }],
  [
    'a missing scope',
    401,
    undefined,
    tagged('missing_scope', { required_scope: 'files.content.write' }),
    { kind: 'app-refused', tag: 'missing_scope', scope: 'files.content.write' },
  ],
  [
    'a suspended user',
    401,
    undefined,
    tagged('user_suspended'),
    { kind: 'account-refused', tag: 'user_suspended' },
  ],
  [
    'a route not for this app',
    401,
    undefined,
    tagged('route_access_denied'),
    { kind: 'app-refused', tag: 'route_access_denied', scope: undefined },
  ],
  [
    'a policy of the team',
    403,
    undefined,
    tagged('invalid_account_type'),
    { kind: 'app-refused', tag: 'invalid_account_type', scope: undefined },
  ],
  [
    'an app that is not allowed',
    400,
    undefined,
    'Your API app is not allowed to call this function.',
    { kind: 'app-refused', tag: 'app_not_allowed', scope: undefined },
  ],
  [
    'a malformed token',
    400,
    undefined,
    'Error in call to API function "files/list_folder": The given OAuth 2 access token is malformed.',
    { kind: 'token-refused', tag: 'malformed_access_token' },
  ],
  [
    'a malformed request',
    400,
    undefined,
    'Error in call to API function "x": request body: path: no',
    {
      kind: 'bad-request',
      status: 400,
      text: 'Error in call to API function "x": request body: path: no',
    },
  ],
  ['a header too large for a proxy', 431, undefined, '', { kind: 'bad-request', status: 431, text: '' }],
  [
    'an error of the route',
    409,
    undefined,
    { error_summary: 'path/not_found/.', error: { '.tag': 'path' } },
    { kind: 'refused', error: { '.tag': 'path' }, summary: 'path/not_found/.' },
  ],
  [
    '409 that is no JSON',
    409,
    undefined,
    '{"error_summary": "pa',
    { kind: 'broken', detail: 'an answer that is no JSON' },
  ],
  [
    '409 without an error',
    409,
    undefined,
    [],
    { kind: 'bad-answer', detail: 'status 409 without an error in it' },
  ],
  [
    'a redirect',
    302,
    undefined,
    '',
    { kind: 'bad-answer', detail: 'a redirect (status 302), which is not followed' },
  ],
  ['an unknown status', 418, undefined, '', { kind: 'bad-answer', detail: 'status 418' }],
]

for (const [name, status, retryAfter, body, fault] of table)
  test(`${name} is sorted`, (t) => {
    t.deepEqual(faultOf(status, retryAfter, body), fault)
  })

test('other writers are found anywhere in an error', (t) => {
  t.true(isPassing({ '.tag': 'too_many_write_operations' }))
  t.true(isPassing({ '.tag': 'path', reason: { '.tag': 'too_many_write_operations' } }))
  t.true(isPassing({ '.tag': 'to', to: { '.tag': 'too_many_write_operations' } }))
  t.false(isPassing({ '.tag': 'path', path: { '.tag': 'conflict', name: 'internal_error' } }))
  t.false(isPassing('too_many_write_operations'))
  t.false(isPassing(undefined))
})
