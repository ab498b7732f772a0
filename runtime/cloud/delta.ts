import * as v from 'valibot'
import { rootKey } from '../core/path.ts'
import { type ChangePage, CloudError, type RemoteChange } from '../ports/cloud.ts'
import { BadRequestError, RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { keyIn, Metadata, remoteFile, remoteFolder } from './metadata.ts'

const Page = v.looseObject({
  entries: v.array(Metadata),
  cursor: v.pipe(v.string(), v.nonEmpty()),
  has_more: v.boolean(),
})

/** Entries per page, the most that Dropbox gives (dropbox-api-spec, ListFolderArg). */
const pageSize = 2000

/**
 * The next page of the delta. A refused cursor of any kind means that the listing has to start anew, and so does a folder that is
 * gone from under its cursor.
 */
export async function changes(
  connection: Connection,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ChangePage> {
  const page = await (cursor === undefined
    ? connection.rpc('files/list_folder', Page, signal, (sdk) =>
        sdk.filesListFolder({
          path: '',
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

function changeOf(found: v.InferOutput<typeof Metadata>): RemoteChange[] {
  if (found.kind === 'unknown') return []
  const path = keyIn(found.metadata)
  // What is not mounted has no place; a recursive listing may hold the folder it lists.
  if (path === undefined || path === rootKey || path === '/') return []
  switch (found.kind) {
    case 'file':
      return [{ kind: 'present', path, entry: remoteFile(found.metadata) }]
    case 'folder':
      return [{ kind: 'present', path, entry: remoteFolder(found.metadata) }]
    case 'deleted':
      return [{ kind: 'deleted', path }]
    default:
      throw found satisfies never
  }
}
