import * as v from 'valibot'
import type { LiveEntry } from '../../namespace/entry.ts'
import { pathOf } from '../../namespace/path.ts'
import { liveEntryAt } from '../../namespace/tree.ts'
import { RouteFailure, tag } from '../../protocol/failures.ts'
import { optional, readPath } from '../../protocol/fields.ts'
import { encodeJson } from '../../protocol/json.ts'
import { type Call, download, rpc } from '../../protocol/route.ts'
import { renderLink } from '../../sharing/link-metadata.ts'
import { type SharedLink, sharedLinkByUrl, targetOf } from '../../sharing/shared-link.ts'
import { contentAnswer } from '../files/download.ts'

const LinkArg = v.strictObject({
  url: v.string(),
  path: optional(readPath),
  link_password: optional(v.string()),
})
type LinkArg = v.InferOutput<typeof LinkArg>

export const getLinkMetadata = rpc(
  'sharing/get_shared_link_metadata',
  'sharing.read',
  LinkArg,
  (call, argument) => {
    const { link, entry } = follow(call, argument)
    return renderLink(link, entry, call.view, call.account)
  },
)

export const getLinkFile = download(
  'sharing/get_shared_link_file',
  'sharing.read',
  LinkArg,
  (call, argument) => {
    const { link, entry } = follow(call, argument)
    if (entry.kind === 'folder') throw new RouteFailure(tag('shared_link_is_directory'))
    if (!link.allowDownload) throw new RouteFailure(tag('shared_link_access_denied'))
    const result = encodeJson(renderLink(link, entry, call.view, call.account))
    return contentAnswer(call, entry, { 'Dropbox-API-Result': result, ETag: `W/"${entry.rev}"` })
  },
)

/** What a link, or a path below a linked folder, leads to. Anybody who knows the link (and its password) may follow it. */
function follow(
  { dropbox }: Call,
  { url, path, link_password }: LinkArg,
): { link: SharedLink; entry: LiveEntry } {
  const link = sharedLinkByUrl(dropbox.database, url)
  const target = link && targetOf(dropbox.database, link, dropbox.now())
  if (!link || !target) throw new RouteFailure(tag('shared_link_not_found'))
  if (link.password !== null && link.password !== link_password) {
    throw new RouteFailure(tag('shared_link_access_denied'))
  }
  if (path === null) return { link, entry: target }
  const entry = liveEntryAt(dropbox.database, target.space, target.pathLower + pathOf(path).lower)
  if (!entry || target.kind !== 'folder') throw new RouteFailure(tag('shared_link_not_found'))
  return { link, entry }
}
