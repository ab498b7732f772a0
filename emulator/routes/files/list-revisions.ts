import * as v from 'valibot'
import type { Dropbox } from '../../dropbox.ts'
import { renderFile } from '../../namespace/metadata.ts'
import { type Revision, revisionByRev, revisionsAtPath, revisionsOfId } from '../../namespace/revision.ts'
import { entryAt } from '../../namespace/tree.ts'
import { locateForReading, type View } from '../../namespace/view.ts'
import { LookupFailure, lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { defaulted, flag, integer, optional, pathOrId, rev, symbol } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'
import { formatTimestamp } from '../../protocol/timestamp.ts'

export const listRevisions = rpc(
  'files/list_revisions',
  'files.metadata.read',
  v.strictObject({
    path: pathOrId,
    mode: defaulted(symbol(['path', 'id']), 'path'),
    limit: defaulted(integer(1, 100), 10),
    before_rev: optional(rev),
    include_restorable_info: defaulted(flag, false),
  }),
  ({ dropbox, view }, { path, mode, limit, before_rev }) => {
    // API specification, ListRevisionsError.
    if (before_rev !== null && mode === 'id') throw new RouteFailure(tag('before_rev_not_supported'))
    const before = before_rev === null ? undefined : revisionByRev(dropbox.database, view.space, before_rev)
    if (before_rev !== null && !before) throw new RouteFailure(tag('invalid_before_rev'))
    const { revisions, deletedAt } = lookupAs('path', () =>
      find(dropbox, view, path, mode, limit + 1, before?.number),
    )
    const { cloudDocuments } = dropbox.config().names
    return {
      is_deleted: deletedAt !== undefined,
      server_deleted: deletedAt === undefined ? undefined : formatTimestamp(deletedAt),
      entries: revisions.slice(0, limit).map((revision) => renderFile(view, revision, cloudDocuments)),
      has_more: revisions.length > limit,
    }
  },
)

function find(
  dropbox: Dropbox,
  view: View,
  text: string,
  mode: string,
  limit: number,
  before: number | undefined,
): { revisions: Revision[]; deletedAt: number | undefined } {
  const place = locateForReading(dropbox, view, text)
  const entry = entryAt(dropbox.database, view.space, place.lower)
  if (!entry) throw new LookupFailure(tag('not_found'))
  const isFolder = entry.kind === 'folder' || (entry.kind === 'deleted' && entry.was === 'folder')
  const revisions =
    mode === 'id'
      ? revisionsOfId(dropbox.database, view.space, entry.id, limit)
      : revisionsAtPath(dropbox.database, view.space, place.lower, limit, before)
  if (isFolder) throw new LookupFailure(tag('not_file'))
  return { revisions, deletedAt: entry.kind === 'deleted' ? entry.serverModified : undefined }
}
