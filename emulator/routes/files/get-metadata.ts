import * as v from 'valibot'
import { renderEntry } from '../../namespace/metadata.ts'
import { entryAt } from '../../namespace/tree.ts'
import { findFile, locateForReading } from '../../namespace/view.ts'
import { BadInput, LookupFailure, lookupAs, tag } from '../../protocol/failures.ts'
import { defaulted, flag, ignored, readPathOrRoot } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'

export const getMetadata = rpc(
  'files/get_metadata',
  'files.metadata.read',
  v.strictObject({
    path: readPathOrRoot,
    include_media_info: defaulted(flag, false),
    include_deleted: defaulted(flag, false),
    include_has_explicit_shared_members: defaulted(flag, false),
    include_property_groups: ignored,
  }),
  ({ dropbox, view }, { path, include_deleted }) => {
    if (path === '' || path === '/') throw new BadInput('request body: path: The root folder is unsupported.')
    const { cloudDocuments } = dropbox.config().names
    return lookupAs('path', () => {
      if (path.startsWith('rev:')) return renderEntry(view, findFile(dropbox, view, path), cloudDocuments)
      const entry = entryAt(dropbox.database, view.space, locateForReading(dropbox, view, path).lower)
      if (!entry || (entry.kind === 'deleted' && !include_deleted)) throw new LookupFailure(tag('not_found'))
      return renderEntry(view, entry, cloudDocuments)
    })
  },
)
