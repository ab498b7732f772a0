import { BadRequestError, RouteError } from '../connection/call-errors.ts'
import { tagsOf } from '../refusals.ts'

/**
 * Why Dropbox does not make, change or end a link. `not-allowed`: the plan, or the team, does not let this account set what was asked for; `bad-settings`:
 * they make no sense to Dropbox; `other`: `detail` has its words.
 */
export type SharedLinkRefusal =
  | { readonly reason: 'missing' | 'not-allowed' | 'bad-settings' | 'email-not-verified' | 'access-denied' }
  | { readonly reason: 'other'; readonly detail: string }

export type LinkResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: SharedLinkRefusal }

/** Every tag of the errors of create_shared_link_with_settings, modify_shared_link_settings and revoke_shared_link that decides (dropbox-api-spec). */
const decisive: ReadonlyMap<string, Exclude<SharedLinkRefusal['reason'], 'other'>> = new Map([
  ['not_found', 'missing'],
  ['malformed_path', 'missing'],
  ['shared_link_not_found', 'missing'],
  ['shared_link_malformed', 'missing'],
  ['not_authorized', 'not-allowed'],
  ['invalid_settings', 'bad-settings'],
  ['email_not_verified', 'email-not-verified'],
  ['access_denied', 'access-denied'],
  ['shared_link_access_denied', 'access-denied'],
])

/** What a call about a link failed with, if Dropbox refused it; any other error is thrown on. */
export function linkRefusalFrom(error: unknown): {
  readonly ok: false
  readonly refusal: SharedLinkRefusal
} {
  if (error instanceof BadRequestError)
    return { ok: false, refusal: { reason: 'other', detail: error.message } }
  if (!(error instanceof RouteError)) throw error
  const tags = tagsOf(error.error)
  const reason = tags.map((tag) => decisive.get(tag)).findLast((known) => known !== undefined)
  return {
    ok: false,
    refusal: reason === undefined ? { reason: 'other', detail: tags.join('/') } : { reason },
  }
}
