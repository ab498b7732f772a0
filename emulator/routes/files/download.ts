import * as v from 'valibot'
import { exportFormat, renderFile } from '../../namespace/metadata.ts'
import { findFile } from '../../namespace/view.ts'
import type { Answer } from '../../protocol/answer.ts'
import { BadInput, lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { ignored, readPathOrRoot } from '../../protocol/fields.ts'
import { encodeJson } from '../../protocol/json.ts'
import { type Call, download } from '../../protocol/route.ts'
import { readRange } from './range.ts'

export const downloadFile = download(
  'files/download',
  'files.content.read',
  v.strictObject({ path: readPathOrRoot, rev: ignored }),
  (call, { path }) => {
    const { dropbox, view } = call
    if (path === '' || path === '/')
      throw new BadInput('HTTP header "Dropbox-API-Arg": path: The root folder is unsupported.')
    const file = lookupAs('path', () => findFile(dropbox, view, path))
    const { cloudDocuments } = dropbox.config().names
    if (exportFormat(file.pathLower, cloudDocuments) !== undefined)
      throw new RouteFailure(tag('unsupported_file'))
    const result = encodeJson(renderFile(view, file, cloudDocuments))
    return contentAnswer(call, file, { 'Dropbox-API-Result': result, ETag: `W/"${file.rev}"` })
  },
)

/** A file's bytes, or the part of them that the Range header asks for; 304 if the caller has this revision. */
export function contentAnswer(
  { dropbox, headers }: Pick<Call, 'dropbox' | 'headers'>,
  file: { contentHash: string; size: number },
  more: Record<string, string>,
): Answer {
  const common = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes', ...more }
  if (more['ETag'] !== undefined && headers['if-none-match'] === more['ETag']) {
    return { status: 304, headers: { ETag: more['ETag'] }, body: '' }
  }
  const range = readRange(headers.range, file.size)
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'Content-Range': `bytes */${file.size}` }, body: '' }
  }
  const { start, end } = range ?? { start: 0, end: file.size }
  return {
    status: range ? 206 : 200,
    headers: range ? { ...common, 'Content-Range': `bytes ${start}-${end - 1}/${file.size}` } : common,
    body: { length: end - start, chunks: dropbox.contents.read(file.contentHash, start, end) },
  }
}
