import type { Tagged } from '../protocol/failures.ts'
import { formatTimestamp } from '../protocol/timestamp.ts'
import { type Entry, entryName } from './entry.ts'
import type { Path } from './path.ts'
import { nameOf } from './path.ts'
import { type View, visiblePath } from './view.ts'

interface FileFields {
  pathLower: string
  pathDisplay: string
  id: string
  rev: string
  size: number
  contentHash: string
  clientModified: number
  serverModified: number
}

/** A polymorphic Metadata: with its `.tag`. `cloudDocuments` are the extensions that can only be exported. */
export function renderEntry(view: View, entry: Entry, cloudDocuments: readonly string[]): Tagged {
  switch (entry.kind) {
    case 'file':
      return { '.tag': 'file', ...renderFile(view, entry, cloudDocuments) }
    case 'folder':
      return { '.tag': 'folder', ...renderFolder(view, entry) }
    case 'deleted':
      return { '.tag': 'deleted', name: entryName(entry), ...renderPath(visiblePath(view, entry)) }
  }
}

/** A plain FileMetadata, without `.tag`. */
export function renderFile(
  view: View,
  file: FileFields,
  cloudDocuments: readonly string[],
): Record<string, unknown> {
  const exportAs = exportFormat(file.pathLower, cloudDocuments)
  return {
    name: nameOf(file.pathDisplay),
    ...renderPath(visiblePath(view, file)),
    id: file.id,
    client_modified: formatTimestamp(file.clientModified),
    server_modified: formatTimestamp(file.serverModified),
    rev: file.rev,
    size: file.size,
    is_downloadable: exportAs === undefined,
    content_hash: file.contentHash,
    export_info: exportAs === undefined ? undefined : { export_as: exportAs, export_options: [exportAs] },
  }
}

/** A plain FolderMetadata, without `.tag`. */
export function renderFolder(
  view: View,
  folder: { pathLower: string; pathDisplay: string; id: string },
): Record<string, unknown> {
  return { name: nameOf(folder.pathDisplay), ...renderPath(visiblePath(view, folder)), id: folder.id }
}

/** The format a cloud document is exported as, or undefined for a file with bytes of its own. */
export function exportFormat(pathLower: string, cloudDocuments: readonly string[]): string | undefined {
  const extension = cloudDocuments.find((one) => pathLower.endsWith(one))
  if (extension === undefined) return undefined
  return EXPORT_FORMATS[extension] ?? 'html'
}

const EXPORT_FORMATS: Readonly<Record<string, string>> = {
  '.paper': 'markdown',
  '.papert': 'markdown',
  '.gdoc': 'docx',
  '.gsheet': 'xlsx',
  '.gslides': 'pptx',
}

function renderPath(path: Path | undefined): { path_lower?: string; path_display?: string } {
  return path ? { path_lower: path.lower, path_display: path.display } : {}
}
