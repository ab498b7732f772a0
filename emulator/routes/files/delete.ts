import * as v from 'valibot'
import { deleteEntry } from '../../namespace/delete.ts'
import { renderEntry } from '../../namespace/metadata.ts'
import { findEntry } from '../../namespace/view.ts'
import { LookupFailure, lookupAs, nest, RouteFailure, type Tagged, tag } from '../../protocol/failures.ts'
import { optional, rev, writePath } from '../../protocol/fields.ts'
import { type Call, rpc } from '../../protocol/route.ts'
import { writing } from './commit.ts'

export const DeleteArg = v.strictObject({ path: writePath, parent_rev: optional(rev) })

export const deleteFile = rpc(
  'files/delete_v2',
  'files.content.write',
  DeleteArg,
  async (call, argument) => ({
    metadata: await writing(call, 1, () => deleteOne(call, argument)),
  }),
)

/** Deletes what a path names; gives its metadata as it was. Throws RouteFailure with a DeleteError. */
export function deleteOne(
  { dropbox, view }: Call,
  { path, parent_rev }: v.InferOutput<typeof DeleteArg>,
): Tagged {
  const entry = lookupAs('path_lookup', () => {
    if (path === '/') throw new LookupFailure(tag('malformed_path'))
    return findEntry(dropbox, view, path)
  })
  if (parent_rev !== null && !(entry.kind === 'file' && entry.rev === parent_rev)) {
    // Recorded: a rev that is not the current one.
    throw new RouteFailure(nest('path_write', nest('conflict', tag(entry.kind))))
  }
  if (view.fixed.includes(entry.pathLower)) throw new RouteFailure(nest('path_write', tag('team_folder')))
  const metadata = renderEntry(view, entry, dropbox.config().names.cloudDocuments)
  deleteEntry(dropbox, entry)
  return metadata
}
