import type { Answer, Misfortune } from './front.ts'

/** A kind of failure at the level of HTTP, and what is to come of it: `through` (it passes), or one of these ends. */
export interface HttpKind {
  readonly name: string
  readonly misfortune: Misfortune
  readonly end: 'through' | 'told'
  /** The routes where it can be met; every one if not said. */
  readonly routes?: (route: string) => boolean
}

const json = (error: object): string => JSON.stringify({ error_summary: 'injected/..', error })
const answered = (status: number, body: string, headers: Record<string, string> = {}): Misfortune => ({
  how: 'answered',
  status,
  body,
  headers,
})
const tagged = (status: number, tag: string): Misfortune => answered(status, json({ '.tag': tag }))

const isDownload = (route: string): boolean => route === 'files/download'
const isToken = (route: string): boolean => route === 'oauth2/token'
const isLongpoll = (route: string): boolean => route === 'files/list_folder/longpoll'
const isOf =
  (...parts: string[]) =>
  (route: string): boolean =>
    parts.some((part) => route.includes(part))
/** A longpoll is silent for minutes by nature. */
const isAnsweredSoon = (route: string): boolean => !isLongpoll(route)
const isApi = (route: string): boolean => !isToken(route) && !isLongpoll(route)
const writes = isOf('upload', 'create_folder', 'delete', 'move')
/** Answers without anything in them that a client relies on. */
const isVoid = isOf('append_v2')

const text = ({ body }: Answer): string => new TextDecoder().decode(body)
const withBody = (answer: Answer, body: string): Answer => ({ ...answer, body: Buffer.from(body) })
const otherHash = (value: string): string =>
  value.replace(
    /("content_hash": ?")(.)/g,
    (_, before: string, digit: string) => before + (digit === '0' ? '1' : '0'),
  )

const passing: readonly HttpKind[] = [
  {
    name: '429 with Retry-After',
    misfortune: answered(429, json({ reason: { '.tag': 'too_many_requests' } }), { 'retry-after': '2' }),
    end: 'through',
  },
  { name: '429 in text', misfortune: answered(429, 'Too many requests'), end: 'through' },
  {
    name: '429 for writers',
    misfortune: answered(429, json({ reason: { '.tag': 'too_many_write_operations' } })),
    end: 'through',
    routes: writes,
  },
  { name: '500', misfortune: answered(500, 'Internal Server Error'), end: 'through' },
  { name: '502', misfortune: answered(502, '<html>Bad Gateway</html>'), end: 'through' },
  {
    name: '503',
    misfortune: answered(503, '<html>Unavailable</html>', { 'retry-after': '1' }),
    end: 'through',
  },
  { name: '504', misfortune: answered(504, ''), end: 'through' },
  {
    name: 'timeout before the effect',
    misfortune: { how: 'silence', done: false },
    end: 'through',
    routes: isAnsweredSoon,
  },
  {
    name: 'timeout after the effect',
    misfortune: { how: 'silence', done: true },
    end: 'through',
    routes: isAnsweredSoon,
  },
  { name: 'reset in the request', misfortune: { how: 'reset', done: false }, end: 'through' },
  { name: 'reset in the answer', misfortune: { how: 'reset', done: true }, end: 'through' },
  { name: 'done twice', misfortune: { how: 'doubled' }, end: 'told' },
  { name: 'done late', misfortune: { how: 'late' }, end: 'through' },
  {
    name: 'bad JSON',
    misfortune: { how: 'spoilt', spoil: (answer) => withBody(answer, text(answer).slice(0, -1)) },
    end: 'told',
    routes: (route) => !isDownload(route) && !isVoid(route),
  },
  {
    name: 'JSON of another shape',
    misfortune: { how: 'spoilt', spoil: (answer) => withBody(answer, '{"never":["heard"]}') },
    end: 'told',
    routes: (route) => !isDownload(route),
  },
  {
    name: 'a page of a proxy',
    misfortune: answered(200, '<html>Log in to the network</html>', { 'content-type': 'text/html' }),
    end: 'told',
  },
  {
    name: 'wrong hash',
    misfortune: {
      how: 'spoilt',
      spoil: (answer) => ({
        ...answer,
        headers: Object.fromEntries(
          Object.entries(answer.headers).map(([name, value]) => [name, otherHash(value)]),
        ),
        body: isBytes(answer) ? answer.body : Buffer.from(otherHash(text(answer))),
      }),
    },
    end: 'told',
    routes: isOf('files/upload', 'download', 'finish_batch', 'list_folder', 'get_metadata'),
  },
  {
    name: 'wrong bytes',
    misfortune: {
      how: 'spoilt',
      spoil: (answer) => ({
        ...answer,
        body: answer.body.map((byte, index) => (index === 0 ? byte ^ 1 : byte)),
      }),
    },
    end: 'told',
    routes: isDownload,
  },
  {
    name: 'truncated download',
    misfortune: {
      how: 'spoilt',
      spoil: (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length / 2) }),
    },
    end: 'through',
    routes: isDownload,
  },
  {
    name: '401, token expired',
    misfortune: tagged(401, 'expired_access_token'),
    end: 'through',
    routes: isApi,
  },
  { name: '401, token revoked', misfortune: tagged(401, 'invalid_access_token'), end: 'told', routes: isApi },
  {
    name: '401, a scope is missing',
    misfortune: answered(401, json({ '.tag': 'missing_scope', required_scope: 'files.content.write' })),
    end: 'told',
    routes: isApi,
  },
  { name: '401, account suspended', misfortune: tagged(401, 'user_suspended'), end: 'told', routes: isApi },
  {
    name: '400',
    misfortune: answered(400, 'Error in call to API function: bad input', { 'content-type': 'text/plain' }),
    end: 'told',
  },
  { name: '403', misfortune: tagged(403, 'no_permission'), end: 'told' },
  { name: '404', misfortune: answered(404, 'not found'), end: 'told' },
  { name: '413', misfortune: answered(413, 'too large'), end: 'told' },
  {
    name: 'cursor reset',
    misfortune: tagged(409, 'reset'),
    end: 'told',
    routes: isOf('list_folder/continue', 'longpoll'),
  },
  {
    name: 'longpoll backoff',
    misfortune: answered(200, JSON.stringify({ changes: false, backoff: 30 })),
    end: 'through',
    routes: isLongpoll,
  },
  {
    name: '400 invalid_grant',
    misfortune: answered(400, JSON.stringify({ error: 'invalid_grant' })),
    end: 'told',
    routes: isToken,
  },
  {
    name: '400 invalid_client',
    misfortune: answered(400, JSON.stringify({ error: 'invalid_client' })),
    end: 'told',
    routes: isToken,
  },
]

function isBytes({ headers }: Answer): boolean {
  return headers['content-type'] === 'application/octet-stream'
}

const writeTags = [
  'malformed_path',
  'conflict',
  'no_write_permission',
  'insufficient_space',
  'disallowed_name',
  'team_folder',
  'operation_suppressed',
  'too_many_write_operations',
  'access_restricted',
]
const lookupTags = [
  'malformed_path',
  'not_found',
  'not_file',
  'not_folder',
  'restricted_content',
  'unsupported_content_type',
  'locked',
]
const nested = (outer: string, tag: string): object => ({ '.tag': outer, [outer]: { '.tag': tag } })
const under = (outer: string, tags: readonly string[]): object[] => tags.map((tag) => nested(outer, tag))
const plain = (...tags: string[]): object[] => tags.map((tag) => ({ '.tag': tag }))

/** The error unions of the routes, as far as the client knows their tags (dropbox-api-spec). */
const unions: Readonly<Record<string, readonly object[]>> = {
  'files/list_folder': [...under('path', lookupTags), ...plain('template_error', 'other')],
  'files/list_folder/continue': [...under('path', lookupTags), ...plain('other')],
  'files/get_metadata': under('path', lookupTags),
  'files/download': [...under('path', lookupTags), ...plain('unsupported_file', 'other')],
  'files/upload': [
    ...writeTags.map((tag) => ({ '.tag': 'path', reason: { '.tag': tag }, upload_session_id: 'none' })),
    ...plain('payload_too_large', 'content_hash_mismatch', 'encryption_not_supported', 'other'),
  ],
  'files/create_folder_v2': under('path', writeTags),
  'files/delete_v2': [
    ...under('path_lookup', lookupTags),
    ...under(
      'path_write',
      writeTags.filter((tag) => tag !== 'insufficient_space'),
    ),
    ...plain('too_many_write_operations', 'too_many_files', 'other'),
  ],
  'files/move_v2': [
    ...under('from_lookup', lookupTags),
    ...under('to', writeTags),
    ...plain(
      'cant_move_folder_into_itself',
      'cant_nest_shared_folder',
      'cant_copy_shared_folder',
      'duplicated_or_nested_paths',
    ),
    ...plain(
      'cant_transfer_ownership',
      'insufficient_quota',
      'internal_error',
      'cant_move_shared_folder',
      'cant_move_into_vault',
    ),
    ...plain('cant_move_into_family', 'too_many_files', 'other'),
  ],
  'files/upload_session/start_batch': plain('other'),
  'files/upload_session/start': plain(
    'concurrent_session_data_not_allowed',
    'payload_too_large',
    'content_hash_mismatch',
    'other',
  ),
  'files/upload_session/append_v2': plain(
    'not_found',
    'incorrect_offset',
    'closed',
    'not_closed',
    'too_large',
    'payload_too_large',
    'content_hash_mismatch',
    'other',
  ),
}

/** Every kind that can be met at a route. */
export function httpKindsAt(route: string): readonly HttpKind[] {
  const tags = (unions[route] ?? []).map((error): HttpKind => {
    const inner = error as Readonly<Record<string, unknown>>
    const detail = Object.values(inner).map((value) =>
      typeof value === 'object' && value !== null && '.tag' in value ? String(value['.tag']) : '',
    )
    return {
      name: `409 ${[String(inner['.tag']), ...detail.filter((tag) => tag !== '')].join('/')}`,
      misfortune: answered(409, json(error)),
      end: 'told',
    }
  })
  return [...passing.filter(({ routes }) => routes === undefined || routes(route)), ...tags]
}
