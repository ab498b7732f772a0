import * as v from 'valibot'
import type { Connection } from '../connection/connection.ts'
import { type LinkResult, linkRefusalFrom } from './link-refusal.ts'
import { type SharedLink, SharedLinkMetadata, sharedLinkOf } from './shared-link.ts'

const Page = v.looseObject({
  links: v.array(SharedLinkMetadata),
  has_more: v.boolean(),
  cursor: v.optional(v.string()),
})

/** The links of this account to what is at a path, or, without one, all of them (sharing/list_shared_links). Throws CloudError. */
export async function listLinks(
  connection: Connection,
  path: string | undefined,
  signal: AbortSignal | undefined,
): Promise<LinkResult<readonly SharedLink[]>> {
  const links: SharedLink[] = []
  try {
    for (let cursor: string | undefined; ; ) {
      const choice =
        path === undefined ? (cursor === undefined ? {} : { cursor }) : { path, direct_only: true }
      const page = await connection.rpc('sharing/list_shared_links', Page, signal, (sdk) =>
        sdk.sharingListSharedLinks(choice),
      )
      links.push(...page.links.map(sharedLinkOf))
      if (!page.has_more || page.cursor === undefined) return { ok: true, value: links }
      cursor = page.cursor
    }
  } catch (error) {
    return linkRefusalFrom(error)
  }
}
