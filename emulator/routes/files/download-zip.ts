import * as v from 'valibot'
import { writeZip, type ZipEntry } from '../../content/zip/write-zip.ts'
import { entryName, type FolderEntry, type LiveEntry } from '../../namespace/entry.ts'
import { renderFolder } from '../../namespace/metadata.ts'
import { liveEntriesBelow } from '../../namespace/tree.ts'
import { findEntry } from '../../namespace/view.ts'
import { LookupFailure, lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { readPath } from '../../protocol/fields.ts'
import { encodeJson } from '../../protocol/json.ts'
import { type Call, download } from '../../protocol/route.ts'

/** Limits of the API reference: bytes of the whole, of a single file, and entries. */
const MAXIMUM_TOTAL = 20 * 1024 ** 3
const MAXIMUM_FILE = 4 * 1024 ** 3
const MAXIMUM_ENTRIES = 10_000

/** A folder as a zip whose top entry is the folder itself. Ranges are not served. */
export const downloadZip = download(
  'files/download_zip',
  'files.content.read',
  v.strictObject({ path: readPath }),
  (call, { path }) => {
    const { dropbox, view } = call
    const folder = lookupAs('path', (): FolderEntry => {
      const entry = findEntry(dropbox, view, path)
      if (entry.kind !== 'folder') throw new LookupFailure(tag('not_folder'))
      return entry
    })
    const below = liveEntriesBelow(dropbox.database, view.space, folder.pathLower)
    requireLimits(below)
    const { method, sizes } = dropbox.config().zip
    return {
      status: 200,
      headers: {
        'Content-Type': 'application/zip',
        'Dropbox-API-Result': encodeJson({ metadata: renderFolder(view, folder) }),
      },
      body: {
        length: null,
        about: below.reduce(
          (sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0),
          100 * below.length,
        ),
        chunks: writeZip(zipEntries(call, folder, below), { method, sizes }),
      },
    }
  },
)

function requireLimits(below: readonly LiveEntry[]): void {
  const sizes = below.map((entry) => (entry.kind === 'file' ? entry.size : 0))
  if (below.length >= MAXIMUM_ENTRIES) throw new RouteFailure(tag('too_many_files'))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total >= MAXIMUM_TOTAL || sizes.some((size) => size >= MAXIMUM_FILE))
    throw new RouteFailure(tag('too_large'))
}

function* zipEntries(
  { dropbox }: Call,
  folder: FolderEntry,
  below: readonly LiveEntry[],
): Generator<ZipEntry> {
  const { top, folders } = dropbox.config().zip
  const prefix = top === 'folder' ? `${entryName(folder)}/` : ''
  if (folders || top === 'slash')
    yield { name: prefix === '' ? '/' : prefix, modified: folder.serverModified, chunks: null }
  for (const entry of below) {
    const name = prefix + entry.pathDisplay.slice(folder.pathDisplay.length + 1)
    if (entry.kind === 'file')
      yield {
        name,
        modified: entry.clientModified,
        chunks: dropbox.contents.read(entry.contentHash, 0, entry.size),
      }
    else if (folders) yield { name: `${name}/`, modified: entry.serverModified, chunks: null }
  }
}
