import * as v from 'valibot'
import { RouteFailure, tag } from '../../protocol/failures.ts'
import { defaulted, flag } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'
import { renderLink } from '../../sharing/link-metadata.ts'
import { checkSettings, LinkSettings, settingsError } from '../../sharing/link-settings.ts'
import { changeSharedLink, sharedLinkByUrl, targetOf } from '../../sharing/shared-link.ts'

/** API specification: what is not named stays as it is; settings of which none is named are invalid, but for `remove_expiration`. */
export const modifyLink = rpc(
  'sharing/modify_shared_link_settings',
  'sharing.write',
  v.strictObject({ url: v.string(), settings: LinkSettings, remove_expiration: defaulted(flag, false) }),
  ({ dropbox, view, account }, { url, settings, remove_expiration }) => {
    const { database } = dropbox
    const link = sharedLinkByUrl(database, url)
    const entry = link && targetOf(database, link, dropbox.now())
    if (!link || !entry) throw new RouteFailure(tag('shared_link_not_found'))
    if (link.account !== account.id) throw new RouteFailure(tag('shared_link_access_denied'))
    const named = Object.values(settings).some((value) => value !== null && value !== undefined)
    if (!named && !remove_expiration) throw settingsError('invalid_settings')
    if (remove_expiration && settings.expires !== null) throw settingsError('invalid_settings')
    const changed = checkSettings(settings, account, dropbox.now(), link)
    const next = { ...link, ...changed, ...(remove_expiration ? { expires: null } : {}) }
    changeSharedLink(database, next)
    return renderLink(next, entry, view, account)
  },
)
