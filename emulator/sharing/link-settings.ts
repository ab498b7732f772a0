import * as v from 'valibot'
import type { Account } from '../accounts/account.ts'
import { nest, RouteFailure, tag } from '../protocol/failures.ts'
import { flag, ignored, nonEmpty, optional, symbol, timestamp } from '../protocol/fields.ts'
import type { SharedLink } from './shared-link.ts'

/** The SharedLinkSettings of a request. */
export const LinkSettings = v.strictObject({
  require_password: optional(flag),
  link_password: optional(nonEmpty),
  expires: optional(timestamp),
  audience: ignored,
  access: ignored,
  requested_visibility: optional(symbol(['public', 'team_only', 'password'])),
  allow_download: optional(flag),
})
export type LinkSettings = v.InferOutput<typeof LinkSettings>

/**
 * What a link that was `before` is with these settings. Throws RouteFailure settings_error: basic accounts may neither set a password nor an expiry (recorded),
 * a password that is required is to be given, and no link ends in the past (API specification, SharedLinkSettingsError).
 */
export function checkSettings(
  settings: LinkSettings,
  account: Account,
  now: number,
  before: Pick<SharedLink, 'password' | 'expires' | 'allowDownload'> = {
    password: null,
    expires: null,
    allowDownload: true,
  },
): Pick<SharedLink, 'password' | 'expires' | 'allowDownload'> {
  const wantsPassword =
    settings.require_password === true ||
    settings.link_password !== null ||
    settings.requested_visibility === 'password'
  if (
    account.type === 'basic' &&
    (wantsPassword || settings.expires !== null || settings.allow_download === false)
  ) {
    throw settingsError('not_authorized')
  }
  if (settings.requested_visibility === 'team_only' && account.team === null)
    throw settingsError('not_authorized')
  if (wantsPassword && settings.link_password === null) throw settingsError('invalid_settings')
  if (settings.expires !== null && settings.expires <= now) throw settingsError('invalid_settings')
  const dropsPassword = settings.require_password === false || settings.requested_visibility === 'public'
  return {
    password: settings.link_password ?? (dropsPassword ? null : before.password),
    expires: settings.expires ?? before.expires,
    allowDownload: settings.allow_download ?? before.allowDownload,
  }
}

/** The error of a link that cannot be so. */
export function settingsError(name: 'not_authorized' | 'invalid_settings'): RouteFailure {
  return new RouteFailure(nest('settings_error', tag(name)))
}
