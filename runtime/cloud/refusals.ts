import type { ItemResult, Refusal } from '../ports/cloud.ts'
import { BadRequestError, RouteError } from './connection/call-errors.ts'

/** Dropbox's unions are nested four deep at most, and their tags are short words; more is shown to nobody. */
const mostTags = 10
const longestTag = 100

/**
 * The tags of an error union from the outside in: `{".tag":"path","path":{".tag":"not_found"}}` is path, not_found. An error of an
 * upload keeps its next tag under `reason` (dropbox-api-spec, UploadWriteFailed).
 */
export function tagsOf(error: unknown): string[] {
  const tags: string[] = []
  let inner: unknown = error
  while (
    tags.length < mostTags &&
    typeof inner === 'object' &&
    inner !== null &&
    '.tag' in inner &&
    typeof inner['.tag'] === 'string'
  ) {
    const tag: string = inner['.tag']
    tags.push(tag.slice(0, longestTag))
    const fields: Record<string, unknown> = { ...inner }
    inner = fields[tag] ?? fields['reason']
  }
  return tags
}

type RefusalFor = (detail: string) => Refusal

const conflict: RefusalFor = () => ({ reason: 'conflict' })
const missing: RefusalFor = () => ({ reason: 'missing' })
const noSpace: RefusalFor = () => ({ reason: 'no-space' })
const tooLarge: RefusalFor = () => ({ reason: 'too-large' })
const tooManyFiles: RefusalFor = () => ({ reason: 'too-many-files' })
const nameRefused: RefusalFor = (detail) => ({ reason: 'name-refused', detail })
const noPermission: RefusalFor = (detail) => ({ reason: 'no-permission', detail })
const unsupported: RefusalFor = (detail) => ({ reason: 'unsupported', detail })
const interrupted: RefusalFor = (detail) => ({ reason: 'interrupted', detail })

/** Every tag of WriteError, LookupError, RelocationError, UploadError, DeleteError and DownloadError that decides (dropbox-api-spec). */
const decisive: ReadonlyMap<string, RefusalFor> = new Map([
  ['conflict', conflict],
  ['not_file', conflict],
  ['not_folder', conflict],
  ['cant_move_folder_into_itself', conflict],
  ['duplicated_or_nested_paths', conflict],
  ['not_found', missing],
  ['insufficient_space', noSpace],
  ['insufficient_quota', noSpace],
  ['team_folder_insufficient_space', noSpace],
  ['member_folder_insufficient_space', noSpace],
  ['team_folder_insufficient_quota', noSpace],
  ['member_folder_insufficient_quota', noSpace],
  ['too_large', tooLarge],
  ['malformed_path', nameRefused],
  ['disallowed_name', nameRefused],
  ['no_write_permission', noPermission],
  ['team_folder', noPermission],
  ['operation_suppressed', noPermission],
  ['access_restricted', noPermission],
  ['restricted_content', noPermission],
  ['upload_traffic_limit_reached', noPermission],
  ['cant_transfer_ownership', noPermission],
  ['cant_move_shared_folder', noPermission],
  ['cant_move_into_vault', noPermission],
  ['cant_move_into_family', noPermission],
  ['cant_nest_shared_folder', unsupported],
  ['cant_copy_shared_folder', unsupported],
  ['unsupported_file', unsupported],
  ['unsupported_content_type', unsupported],
  ['encryption_not_supported', unsupported],
  ['properties_error', unsupported],
  ['too_many_files', tooManyFiles],
  ['locked', interrupted],
  ['too_many_write_operations', interrupted],
  ['internal_error', interrupted],
  ['payload_too_large', interrupted],
  ['content_hash_mismatch', interrupted],
])

/**
 * What an error union means for the one path that was asked about; the innermost tag that decides does. Under `lookup_failed` the
 * tags speak of an upload session, not of a path. A tag nobody knew when this was written wants a person.
 */
export function refusalOf(error: unknown): Refusal {
  const tags = tagsOf(error)
  const detail = tags.join('/')
  if (tags[0] === 'lookup_failed' || tags[0]?.startsWith('concurrent_session'))
    return tags.includes('too_large') ? tooLarge(detail) : interrupted(detail)
  for (const tag of tags.toReversed()) {
    const refusal = decisive.get(tag)
    if (refusal !== undefined) return refusal(detail)
  }
  return unsupported(detail === '' ? 'unknown' : detail)
}

/**
 * What a call about one path failed with, if it is a refusal of that path; any other error is thrown on. A path that does not
 * match Dropbox's pattern for paths is a malformed request (status 400), not an error of the route.
 */
export function refusalFrom(error: unknown): Refusal {
  if (error instanceof RouteError) return refusalOf(error.error)
  if (error instanceof BadRequestError)
    return /path|pattern/i.test(error.text) ? nameRefused(error.text) : unsupported(error.message)
  throw error
}

/** A failed item. */
export function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal }
}

/** An item that went well. */
export function done<Value>(value: Value): ItemResult<Value> {
  return { ok: true, value }
}
