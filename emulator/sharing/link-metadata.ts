import type { Account } from '../accounts/account.ts'
import { entryName, type LiveEntry } from '../namespace/entry.ts'
import { type View, visiblePath } from '../namespace/view.ts'
import { type Tagged, tag } from '../protocol/failures.ts'
import { formatTimestamp } from '../protocol/timestamp.ts'
import type { SharedLink } from './shared-link.ts'

/**
 * The polymorphic SharedLinkMetadata of a link as `account` sees it. `entry` is what the link leads to, or something
 * below it.
 */
export function renderLink(link: SharedLink, entry: LiveEntry, view: View, account: Account): Tagged {
  const own = link.account === account.id
  const visibility = link.password === null ? 'public' : 'password'
  return {
    '.tag': entry.kind,
    url: link.url,
    id: entry.id,
    name: entryName(entry),
    expires: link.expires === null ? undefined : formatTimestamp(link.expires),
    path_lower: own && view.space === entry.space ? visiblePath(view, entry)?.lower : undefined,
    link_permissions: {
      resolved_visibility: tag(visibility),
      requested_visibility: own ? tag(visibility) : undefined,
      can_revoke: own,
      revoke_failure_reason: own ? undefined : tag('owner_only'),
      visibility_policies: visibilityPolicies(account),
      can_set_expiry: own && account.type !== 'basic',
      can_remove_expiry: own && account.type !== 'basic',
      allow_download: link.allowDownload,
      can_allow_download: own,
      can_disallow_download: own && account.type !== 'basic',
      allow_comments: true,
      team_restricts_comments: false,
      effective_audience: tag(link.password === null ? 'public' : 'password'),
      link_access_level: tag('viewer'),
      require_password: link.password !== null,
    },
    ...(entry.kind === 'file'
      ? {
          client_modified: formatTimestamp(entry.clientModified),
          server_modified: formatTimestamp(entry.serverModified),
          rev: entry.rev,
          size: entry.size,
        }
      : {}),
  }
}

function visibilityPolicies(account: Account): unknown[] {
  return [
    policy('public', null),
    policy('team_only', account.team === null ? 'user_not_on_team' : null),
    policy('password', account.type === 'basic' ? 'user_account_type' : null),
  ]
}

function policy(name: string, disallowed: string | null): unknown {
  return {
    policy: tag(name),
    resolved_policy: tag(name),
    allowed: disallowed === null,
    disallowed_reason: disallowed === null ? undefined : tag(disallowed),
  }
}
