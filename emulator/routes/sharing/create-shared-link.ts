import * as v from 'valibot'
import type { Account } from '../../accounts/account.ts'
import { findEntry } from '../../namespace/view.ts'
import { LookupFailure, lookupAs, nest, RouteFailure, tag } from '../../protocol/failures.ts'
import { flag, ignored, nonEmpty, optional, readPath, symbol, timestamp } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'
import { renderLink } from '../../sharing/link-metadata.ts'
import { createSharedLink, sharedLinksOf } from '../../sharing/shared-link.ts'

const Settings = v.strictObject({
  require_password: optional(flag),
  link_password: optional(nonEmpty),
  expires: optional(timestamp),
  audience: ignored,
  access: ignored,
  requested_visibility: optional(symbol(['public', 'team_only', 'password'])),
  allow_download: optional(flag),
})
type Settings = v.InferOutput<typeof Settings>

export const createLink = rpc(
  'sharing/create_shared_link_with_settings',
  'sharing.write',
  v.strictObject({ path: readPath, settings: optional(Settings) }),
  ({ dropbox, view, account }, { path, settings }) => {
    const { database, chance } = dropbox
    const entry = lookupAs('path', () => {
      if (path.startsWith('rev:')) throw new LookupFailure(tag('not_found'))
      return findEntry(dropbox, view, path)
    })
    const known = sharedLinksOf(database, account.id).find((link) => link.entryId === entry.id)
    if (known) {
      // The link's own `.tag` is no part of the summary: it is a struct's, not a union's.
      const error = nest(
        'shared_link_already_exists',
        nest('metadata', renderLink(known, entry, view, account)),
      )
      throw new RouteFailure(error, 'shared_link_already_exists/metadata')
    }
    const choice = settings && checkSettings(settings, account, dropbox.now())
    const link = createSharedLink(
      database,
      chance,
      dropbox.config().sharedLinks.base,
      dropbox.now(),
      { account: account.id, entry },
      choice ?? { password: null, expires: null, allowDownload: true },
    )
    return renderLink(link, entry, view, account)
  },
)

/** Basic accounts may neither set a password nor an expiry (recorded). */
function checkSettings(settings: Settings, account: Account, now: number) {
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
  return {
    password: settings.link_password,
    expires: settings.expires,
    allowDownload: settings.allow_download ?? true,
  }
}

function settingsError(name: 'not_authorized' | 'invalid_settings'): RouteFailure {
  return new RouteFailure(nest('settings_error', tag(name)))
}
