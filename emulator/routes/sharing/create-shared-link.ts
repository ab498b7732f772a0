import * as v from 'valibot'
import { findEntry } from '../../namespace/view.ts'
import { LookupFailure, lookupAs, nest, RouteFailure, tag } from '../../protocol/failures.ts'
import { optional, readPath } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'
import { renderLink } from '../../sharing/link-metadata.ts'
import { checkSettings, LinkSettings } from '../../sharing/link-settings.ts'
import { createSharedLink, sharedLinksOf } from '../../sharing/shared-link.ts'

export const createLink = rpc(
  'sharing/create_shared_link_with_settings',
  'sharing.write',
  v.strictObject({ path: readPath, settings: optional(LinkSettings) }),
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
