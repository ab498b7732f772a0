import * as v from 'valibot'
import { isBelow } from '../../namespace/path.ts'
import { findEntry, isVisible } from '../../namespace/view.ts'
import { lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { flag, optional, readPathOrRoot } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'
import { renderLink } from '../../sharing/link-metadata.ts'
import { sharedLinksOf, targetOf } from '../../sharing/shared-link.ts'

/** Links on one answer when no path is given. */
const PAGE = 100

/** Recorded: with a path, links of the folders above it come too, unless `direct_only`. */
export const listSharedLinks = rpc(
  'sharing/list_shared_links',
  'sharing.read',
  v.strictObject({
    path: optional(readPathOrRoot),
    cursor: optional(v.string()),
    direct_only: optional(flag),
  }),
  ({ dropbox, view, account }, { path, cursor, direct_only }) => {
    const links = sharedLinksOf(dropbox.database, account.id).flatMap((link) => {
      const entry = targetOf(dropbox.database, link, dropbox.now())
      return entry && entry.space === view.space && isVisible(view, entry.pathLower) ? [{ link, entry }] : []
    })
    if (path !== null && path !== '') {
      const wanted = lookupAs('path', () => findEntry(dropbox, view, path))
      const matching = links.filter(
        ({ entry }) =>
          entry.id === wanted.id || (direct_only !== true && isBelow(wanted.pathLower, entry.pathLower)),
      )
      return {
        links: matching.map(({ link, entry }) => renderLink(link, entry, view, account)),
        has_more: false,
      }
    }
    const start = cursor === null ? 0 : readPosition(cursor)
    const page = links.slice(start, start + PAGE)
    const hasMore = links.length > start + PAGE
    return {
      links: page.map(({ link, entry }) => renderLink(link, entry, view, account)),
      has_more: hasMore,
      cursor: hasMore ? Buffer.from(`links:${start + PAGE}`).toString('base64url') : undefined,
    }
  },
)

function readPosition(cursor: string): number {
  const position = Buffer.from(cursor, 'base64url')
    .toString()
    .match(/^links:(\d+)$/)?.[1]
  if (position === undefined) throw new RouteFailure(tag('reset'))
  return Number(position)
}
