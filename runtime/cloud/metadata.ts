import * as v from 'valibot'
import { keyOf, nameOf, type PathKey } from '../core/path.ts'
import type { RemoteEntry, RemoteFile, RemoteFolder } from '../core/tree.ts'
import { BadRequestError, RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'

const text = v.pipe(v.string(), v.nonEmpty())

const placed = {
  name: text,
  // Both are missing for what is not mounted (dropbox-api-spec, Metadata).
  path_lower: v.optional(text),
  path_display: v.optional(text),
}

/** What every kind of Metadata says: what it is called, and where it is. */
export const Placed = v.looseObject(placed)
export type Placed = v.InferOutput<typeof Placed>

/** Dropbox's FolderMetadata, as far as it is relied on. */
export const FolderMetadata = v.looseObject({ ...placed, id: text })
export type FolderMetadata = v.InferOutput<typeof FolderMetadata>

/** Dropbox's FileMetadata, as far as it is relied on. */
export const FileMetadata = v.looseObject({
  ...placed,
  id: text,
  rev: v.pipe(v.string(), v.regex(/^[0-9a-f]{9,}$/)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  client_modified: v.string(),
  content_hash: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  is_downloadable: v.optional(v.boolean(), true),
})
export type FileMetadata = v.InferOutput<typeof FileMetadata>

/** Any of the three, told apart by `.tag`. A tag that is not known passes, since Dropbox may add some. */
export const Metadata = v.pipe(
  v.looseObject({ '.tag': v.string() }),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const value = dataset.value
    switch (value['.tag']) {
      case 'file':
        return checked('file', v.safeParse(FileMetadata, value))
      case 'folder':
        return checked('folder', v.safeParse(FolderMetadata, value))
      case 'deleted':
        return checked('deleted', v.safeParse(Placed, value))
      default:
        return { kind: 'unknown' as const }
    }

    function checked<Kind extends string, Value>(
      kind: Kind,
      result:
        | { success: true; output: Value }
        | { success: false; issues: [{ message: string }, ...unknown[]] },
    ): { kind: Kind; metadata: Value } {
      if (result.success) return { kind, metadata: result.output }
      addIssue({ message: `${kind}: ${result.issues[0].message}` })
      return NEVER
    }
  }),
)

/**
 * The last component as people see it; the others of `path_display` may be spelled differently than the folders are (dropbox-api-spec).
 * Invariant: it is a spelling of the key's last component. What is said to be called otherwise is called as its key is, since on the
 * box it would stand at another place than in the trees.
 */
export function displayName(metadata: Placed): string {
  const name = nameOf(metadata.path_display ?? metadata.name)
    .toWellFormed()
    .normalize('NFC')
  const key = keyIn(metadata)
  return key === undefined || keyOf(name) === nameOf(key) ? name : nameOf(key)
}

/** The key of where something is; undefined for what is not mounted. */
export function keyIn(metadata: Pick<Placed, 'path_lower'>): PathKey | undefined {
  return metadata.path_lower === undefined ? undefined : keyOf(metadata.path_lower.toWellFormed())
}

/** A file as the trees hold it. One without a content hash has no bytes that could be downloaded. */
export function remoteFile(metadata: FileMetadata): RemoteFile {
  const modified = Date.parse(metadata.client_modified)
  return {
    kind: 'file',
    name: displayName(metadata),
    id: metadata.id,
    rev: metadata.rev,
    hash: metadata.content_hash ?? '',
    size: metadata.size,
    modified: Number.isNaN(modified) ? 0 : modified,
    downloadable: metadata.is_downloadable && metadata.content_hash !== undefined,
  }
}

/** A folder as the trees hold it. */
export function remoteFolder(metadata: FolderMetadata): RemoteFolder {
  return { kind: 'folder', name: displayName(metadata), id: metadata.id }
}

/**
 * What stands for an entry of the delta that has a place and else makes no sense: a folder, or a file without a revision. Left out, it
 * would look deleted.
 */
export function garbledEntry(metadata: Placed & { '.tag': 'file' | 'folder' }): RemoteEntry {
  const name = displayName(metadata)
  if (metadata['.tag'] === 'folder') return { kind: 'folder', name, id: '' }
  return { kind: 'file', name, id: '', rev: '', hash: '', size: 0, modified: 0, downloadable: false }
}

/** What is at a path now, or undefined when nothing is, or nothing that Dropbox would tell (files/get_metadata). */
export async function lookUp(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<RemoteEntry | undefined> {
  try {
    const found = await connection.rpc('files/get_metadata', Metadata, signal, (sdk) =>
      sdk.filesGetMetadata({ path }),
    )
    switch (found.kind) {
      case 'file':
        return remoteFile(found.metadata)
      case 'folder':
        return remoteFolder(found.metadata)
      default:
        return undefined
    }
  } catch (error) {
    if (error instanceof RouteError || error instanceof BadRequestError) return undefined
    throw error
  }
}
