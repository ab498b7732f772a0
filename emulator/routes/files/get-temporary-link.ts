import * as v from 'valibot'
import { exportFormat, renderFile } from '../../namespace/metadata.ts'
import { nameOf } from '../../namespace/path.ts'
import { findFile } from '../../namespace/view.ts'
import { lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { readPath } from '../../protocol/fields.ts'
import { rpc } from '../../protocol/route.ts'

/** A temporary link lives for four hours (API reference). */
const LIFETIME = 4 * 3600 * 1000

export const getTemporaryLink = rpc(
  'files/get_temporary_link',
  'files.content.read',
  v.strictObject({ path: readPath }),
  ({ dropbox, view, baseUrl }, { path }) => {
    const file = lookupAs('path', () => findFile(dropbox, view, path))
    const { cloudDocuments } = dropbox.config().names
    if (exportFormat(file.pathLower, cloudDocuments) !== undefined)
      throw new RouteFailure(tag('unsupported_file'))
    const token = dropbox.chance.token(80)
    dropbox.database.run(
      'INSERT INTO temporary_link (token, content_hash, size, name, expires_at) VALUES (?, ?, ?, ?, ?)',
      token,
      file.contentHash,
      file.size,
      nameOf(file.pathDisplay),
      dropbox.now() + LIFETIME,
    )
    return { metadata: renderFile(view, file, cloudDocuments), link: `${baseUrl}/cd/0/get/${token}/file` }
  },
)
