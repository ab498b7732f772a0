import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult } from '../../ports/cloud.ts'
import { RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { FileMetadata, remoteFile } from '../metadata.ts'
import { done, refusalFrom, refused, tagsOf } from '../refusals.ts'

/**
 * Makes an older revision of a file its newest, also where the file was deleted (files/restore). What was there stays a revision. `no-such-revision`: it
 * is none of this path's. Throws CloudError.
 */
export async function restoreRevision(
  connection: Connection,
  path: string,
  rev: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFile> | 'no-such-revision'> {
  try {
    const metadata = await connection.rpc('files/restore', FileMetadata, signal, (sdk) =>
      sdk.filesRestore({ path, rev }),
    )
    return done(remoteFile(metadata))
  } catch (error) {
    if (error instanceof RouteError && tagsOf(error.error).includes('invalid_revision'))
      return 'no-such-revision'
    return refused(refusalFrom(error))
  }
}
