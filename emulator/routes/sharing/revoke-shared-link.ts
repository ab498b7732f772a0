import * as v from 'valibot'
import { RouteFailure, tag } from '../../protocol/failures.ts'
import { rpc } from '../../protocol/route.ts'
import { isSharedLinkUrl, removeSharedLink, sharedLinkByUrl } from '../../sharing/shared-link.ts'

export const revokeLink = rpc(
  'sharing/revoke_shared_link',
  'sharing.write',
  v.strictObject({ url: v.string() }),
  ({ dropbox, account }, { url }) => {
    if (!isSharedLinkUrl(url)) throw new RouteFailure(tag('shared_link_malformed'))
    const link = sharedLinkByUrl(dropbox.database, url)
    if (!link) throw new RouteFailure(tag('shared_link_not_found'))
    if (link.account !== account.id) throw new RouteFailure(tag('shared_link_access_denied'))
    removeSharedLink(dropbox.database, link)
    return null
  },
)
