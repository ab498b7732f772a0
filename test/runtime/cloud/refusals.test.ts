import test from 'ava'
import { BadRequestError, RouteError } from '../../../runtime/cloud/connection/call-errors.ts'
import { refusalFrom, refusalOf, tagsOf } from '../../../runtime/cloud/refusals.ts'
import { CloudError, type Refusal } from '../../../runtime/ports/cloud.ts'

/** `path/conflict/file` as Dropbox would nest it. */
function union(tags: string): unknown {
  const [tag = '', ...inner] = tags.split('/')
  return inner.length === 0 ? { '.tag': tag } : { '.tag': tag, [tag]: union(inner.join('/')) }
}

const meanings: readonly (readonly [tags: string, reason: Refusal['reason']])[] = [
  ['path/conflict/file', 'conflict'],
  ['path/conflict/folder', 'conflict'],
  ['path/conflict/file_ancestor', 'conflict'],
  ['path/conflict/other', 'conflict'],
  ['path/no_write_permission', 'no-permission'],
  ['path/insufficient_space', 'no-space'],
  ['path/team_folder_insufficient_space', 'no-space'],
  ['path/member_folder_insufficient_space', 'no-space'],
  ['path/disallowed_name', 'name-refused'],
  ['path/malformed_path', 'name-refused'],
  ['path/team_folder', 'no-permission'],
  ['path/operation_suppressed', 'no-permission'],
  ['path/access_restricted', 'no-permission'],
  ['path/upload_traffic_limit_reached', 'no-permission'],
  ['path/too_many_write_operations', 'interrupted'],
  ['path/not_found', 'missing'],
  ['path/not_file', 'conflict'],
  ['path/not_folder', 'conflict'],
  ['path/restricted_content', 'no-permission'],
  ['path/unsupported_content_type', 'unsupported'],
  ['path/locked', 'interrupted'],
  ['path_lookup/not_found', 'missing'],
  ['path_write/conflict/file', 'conflict'],
  ['path_write/no_write_permission', 'no-permission'],
  ['from_lookup/not_found', 'missing'],
  ['from_write/no_write_permission', 'no-permission'],
  ['to/conflict/file', 'conflict'],
  ['to/disallowed_name', 'name-refused'],
  ['cant_move_folder_into_itself', 'conflict'],
  ['duplicated_or_nested_paths', 'conflict'],
  ['cant_copy_shared_folder', 'unsupported'],
  ['cant_nest_shared_folder', 'unsupported'],
  ['cant_move_shared_folder', 'no-permission'],
  ['cant_transfer_ownership', 'no-permission'],
  ['cant_move_into_vault/is_shared_folder', 'no-permission'],
  ['cant_move_into_family/is_shared_folder', 'no-permission'],
  ['insufficient_quota', 'no-space'],
  ['team_folder_insufficient_quota', 'no-space'],
  ['member_folder_insufficient_quota', 'no-space'],
  ['too_many_files', 'too-many-files'],
  ['internal_error', 'interrupted'],
  ['unsupported_file', 'unsupported'],
  ['payload_too_large', 'interrupted'],
  ['content_hash_mismatch', 'interrupted'],
  ['encryption_not_supported', 'unsupported'],
  ['lookup_failed/not_found', 'interrupted'],
  ['lookup_failed/closed', 'interrupted'],
  ['lookup_failed/incorrect_offset', 'interrupted'],
  ['lookup_failed/too_large', 'too-large'],
  ['concurrent_session_missing_data', 'interrupted'],
  ['concurrent_session_not_closed', 'interrupted'],
  ['too_large', 'too-large'],
  ['path/something_new', 'unsupported'],
  ['something_new', 'unsupported'],
  ['other', 'unsupported'],
]

for (const [tags, reason] of meanings)
  test(`${tags} means ${reason}`, (t) => {
    t.is(refusalOf(union(tags)).reason, reason)
    t.is(refusalFrom(new RouteError('files/x', union(tags), '', false)).reason, reason)
  })

test('an error of an upload keeps its tags under reason', (t) => {
  const error = {
    '.tag': 'path',
    reason: { '.tag': 'conflict', conflict: { '.tag': 'file' } },
    upload_session_id: 'x',
  }
  t.deepEqual(tagsOf(error), ['path', 'conflict', 'file'])
  t.is(refusalOf(error).reason, 'conflict')
})

for (const odd of [undefined, null, 'conflict', 7, [], {}, { '.tag': 3 }])
  test(`an error of another shape (${JSON.stringify(odd) ?? 'none'}) wants a person`, (t) => {
    t.deepEqual(refusalOf(odd), { reason: 'unsupported', detail: 'unknown' })
  })

test('a path that does not match the pattern is a name that Dropbox refuses', (t) => {
  const text = "request body: path: '/a\\u0000' did not match pattern '(/(.|[\\r\\n])*)?'"
  t.is(refusalFrom(new BadRequestError('files/upload', 400, text)).reason, 'name-refused')
})

test('what concerns the whole connection is no refusal of a path', (t) => {
  const offline = new CloudError('offline', '')
  t.is(
    t.throws(() => refusalFrom(offline)),
    offline,
  )
})
