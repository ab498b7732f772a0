import * as v from 'valibot'
import { keyOf, type PathKey } from '../core/path.ts'
import type { RemoteFile } from '../core/tree.ts'
import { BadRequestError, RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { cursorReset, isRefusal } from './delta.ts'
import { remoteFile } from './metadata.ts'
import { tagsOf } from './refusals.ts'
import { RevisionMetadata, timeOf } from './revisions/revision.ts'

/** Something in a folder of Dropbox. `path` as people spell it. */
export type Listed =
  /** `at`: when Dropbox got it, ms since 1970. */
  | { readonly kind: 'file'; readonly path: string; readonly file: RemoteFile; readonly at: number }
  | { readonly kind: 'folder'; readonly path: string }
  /** A file or a folder that was there; Dropbox does not say which. */
  | { readonly kind: 'deleted'; readonly path: string }

export interface ListingChoice {
  /** What is below its folders, too. */
  readonly recursive: boolean
  /** What was deleted, too. */
  readonly deleted: boolean
  /** Told how many were listed so far. */
  readonly progress?: ((count: number) => void) | undefined
}

/** Entries per page, the most that Dropbox gives (dropbox-api-spec, ListFolderArg). */
const pageSize = 2000

const Entry = v.looseObject({
  '.tag': v.string(),
  name: v.string(),
  path_display: v.optional(v.string()),
  path_lower: v.optional(v.string()),
})

const Page = v.looseObject({
  entries: v.array(Entry),
  cursor: v.pipe(v.string(), v.nonEmpty()),
  has_more: v.boolean(),
})

/**
 * What is in a folder of Dropbox (`''`: the top), by key, without the folder itself (files/list_folder). A path that is deleted and there again is told as it
 * is. Throws CloudError, `cursor-reset` when Dropbox loses the thread in the middle.
 */
export async function listFolder(
  connection: Connection,
  path: string,
  { recursive, deleted, progress }: ListingChoice,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<PathKey, Listed> | 'missing' | 'not-a-folder'> {
  const found = new Map<PathKey, Listed>()
  const first = await firstPage(connection, path, recursive, deleted, signal)
  if (first === 'missing' || first === 'not-a-folder') return first
  for (let page = first; ; ) {
    for (const entry of page.entries) {
      const listed = listedIn(entry)
      // A recursive listing may hold the folder that it lists.
      if (listed !== undefined && keyOf(listed.path) !== keyOf(path)) found.set(keyOf(listed.path), listed)
    }
    progress?.(found.size)
    if (!page.has_more) return found
    const { cursor } = page
    page = await connection
      .rpc('files/list_folder/continue', Page, signal, (sdk) => sdk.filesListFolderContinue({ cursor }))
      .catch((error: unknown) => {
        throw isRefusal(error) ? cursorReset(error) : error
      })
  }
}

async function firstPage(
  connection: Connection,
  path: string,
  recursive: boolean,
  deleted: boolean,
  signal: AbortSignal | undefined,
): Promise<v.InferOutput<typeof Page> | 'missing' | 'not-a-folder'> {
  try {
    return await connection.rpc('files/list_folder', Page, signal, (sdk) =>
      sdk.filesListFolder({ path, recursive, include_deleted: deleted, limit: pageSize }),
    )
  } catch (error) {
    const tags = error instanceof RouteError ? tagsOf(error.error) : []
    if (tags.includes('not_folder')) return 'not-a-folder'
    // A path that is none is a malformed call that says so; any other, such as one that the app may not make, says nothing of the path.
    const isNoPath =
      tags.includes('malformed_path') ||
      (error instanceof BadRequestError && /did not match pattern/.test(error.text))
    if (tags.includes('not_found') || isNoPath) return 'missing'
    throw error
  }
}

function listedIn(entry: v.InferOutput<typeof Entry>): Listed | undefined {
  const path = entry.path_display ?? entry.path_lower
  // What is not mounted has no place.
  if (path === undefined) return undefined
  switch (entry['.tag']) {
    case 'folder':
      return { kind: 'folder', path }
    case 'deleted':
      return { kind: 'deleted', path }
    case 'file': {
      const metadata = v.safeParse(RevisionMetadata, entry)
      if (!metadata.success) return undefined
      const { output } = metadata
      return { kind: 'file', path, file: remoteFile(output), at: timeOf(output.server_modified) }
    }
    default:
      return undefined
  }
}
