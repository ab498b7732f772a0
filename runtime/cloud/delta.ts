import * as v from 'valibot'
import { nameOf, type PathKey, rootKey, tooLongPath } from '../core/path.ts'
import { type ChangePage, CloudError, type RemoteChange } from '../ports/cloud.ts'
import { BadRequestError, RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { garbledEntry, keyIn, Metadata, Placed, remoteFile, remoteFolder } from './metadata.ts'

/** An entry that says where it is, though what it says of itself may make no sense. */
const Listed = v.union([
  Metadata,
  v.pipe(
    v.looseObject({ '.tag': v.picklist(['file', 'folder']), ...Placed.entries }),
    v.transform((metadata) => ({ kind: 'garbled' as const, metadata })),
  ),
])

/** Characters of a cursor, at most; real ones have some hundred. One that grew from page to page would fill memory and disk. */
const longestCursor = 64 * 1024

const Page = v.looseObject({
  entries: v.array(Listed),
  cursor: v.pipe(v.string(), v.nonEmpty(), v.maxLength(longestCursor)),
  has_more: v.boolean(),
})

/** Entries per page, the most that Dropbox gives (dropbox-api-spec, ListFolderArg). */
const pageSize = 2000

/**
 * The next page of the delta. A refused cursor of any kind means that the listing has to start anew, and so does a folder that is
 * gone from under its cursor. `folder` is what is listed, with all below it: `''` is the whole Dropbox. A cursor holds for the folder that it was given for.
 */
export async function changes(
  connection: Connection,
  folder: string,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ChangePage> {
  const page = await (cursor === undefined
    ? connection.rpc('files/list_folder', Page, signal, (sdk) =>
        sdk.filesListFolder({
          path: folder,
          recursive: true,
          limit: pageSize,
          include_deleted: false,
          include_mounted_folders: true,
          include_non_downloadable_files: true,
        }),
      )
    : connection
        .rpc('files/list_folder/continue', Page, signal, (sdk) => sdk.filesListFolderContinue({ cursor }))
        .catch((error: unknown) => {
          throw isRefusal(error) ? cursorReset(error) : error
        }))
  return { changes: page.entries.flatMap(changeOf), cursor: page.cursor, more: page.has_more }
}

/** The error for a cursor that Dropbox no longer takes. */
export function cursorReset(cause: unknown): CloudError {
  return new CloudError('cursor-reset', 'Dropbox wants the listing to start anew', { cause })
}

/** Whether Dropbox refused what was asked, as against not answering. */
export function isRefusal(error: unknown): boolean {
  return error instanceof RouteError || error instanceof BadRequestError
}

function changeOf(found: v.InferOutput<typeof Listed>): RemoteChange[] {
  if (found.kind === 'unknown') return []
  const path = keyIn(found.metadata)
  // What is not mounted has no place; a recursive listing may hold the folder it lists.
  if (path === undefined || path === rootKey || path === '/') return []
  if (!isPath(path)) throw noPath(path)
  if (path.includes('/', tooLongPath)) return found.kind === 'deleted' ? [] : [tooLong(path)]
  switch (found.kind) {
    case 'file':
      return [{ kind: 'present', path, entry: remoteFile(found.metadata) }]
    case 'folder':
      return [{ kind: 'present', path, entry: remoteFolder(found.metadata) }]
    case 'garbled':
      return [{ kind: 'present', path, entry: garbledEntry(found.metadata) }]
    case 'deleted':
      return [{ kind: 'deleted', path }]
    default:
      throw found satisfies never
  }
}

function isPath(path: PathKey): boolean {
  return path.startsWith('/') && !path.endsWith('/') && !path.includes('//')
}

function noPath(path: string): CloudError {
  const shown = JSON.stringify(path.slice(0, 200))
  return new CloudError('bad-answer', `files/list_folder: ${shown} is no path`, { data: { path: shown } })
}

/** In place of what no box can hold, the first folder on the way to it that none can hold either; the planner holds that one. */
function tooLong(path: PathKey): RemoteChange {
  const above = path.slice(0, path.indexOf('/', tooLongPath))
  return { kind: 'present', path: above, entry: { kind: 'folder', name: nameOf(above), id: '' } }
}
