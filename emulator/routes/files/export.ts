import * as v from 'valibot'
import { exportFormat, renderFile } from '../../namespace/metadata.ts'
import { nameOf } from '../../namespace/path.ts'
import { findFile } from '../../namespace/view.ts'
import { lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { nonEmpty, optional, readPath } from '../../protocol/fields.ts'
import { encodeJson } from '../../protocol/json.ts'
import { download } from '../../protocol/route.ts'
import { contentAnswer } from './download.ts'

/**
 * Gives a cloud document (a file whose extension the configuration calls one) in a format of its own. The emulator
 * converts nothing: the exported bytes are the ones that were uploaded.
 */
export const exportFile = download(
  'files/export',
  'files.content.read',
  v.strictObject({ path: readPath, export_format: optional(nonEmpty) }),
  (call, { path, export_format }) => {
    const { dropbox, view } = call
    const file = lookupAs('path', () => findFile(dropbox, view, path))
    const { cloudDocuments } = dropbox.config().names
    const format = exportFormat(file.pathLower, cloudDocuments)
    if (format === undefined) throw new RouteFailure(tag('non_exportable'))
    if (export_format !== null && export_format !== format)
      throw new RouteFailure(tag('invalid_export_format'))
    const name = nameOf(file.pathDisplay)
    const result = {
      export_metadata: {
        name: `${name.slice(0, name.lastIndexOf('.'))}.${format === 'markdown' ? 'md' : format}`,
        size: file.size,
        export_hash: file.contentHash,
      },
      file_metadata: renderFile(view, file, cloudDocuments),
    }
    return contentAnswer(call, file, { 'Dropbox-API-Result': encodeJson(result) })
  },
)
