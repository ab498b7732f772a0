import * as v from 'valibot'
import { depthOf, keyOf, rootKey } from '../core/path.ts'
import type { RemoteFolder } from '../core/tree.ts'
import { CloudError, type ItemResult } from '../ports/cloud.ts'
import { type Entries, type Outcome, outcomeOf, runBatch } from './batch.ts'
import { runJob } from './batch-job.ts'
import { answerOf } from './connection/answer.ts'
import { RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { FolderMetadata, keyIn, lookUp, Metadata, remoteFolder } from './metadata.ts'
import { done, refusalFrom, refused, tagsOf } from './refusals.ts'

const Created = v.looseObject({ metadata: FolderMetadata })
const Listing = v.looseObject({ entries: v.array(Metadata), cursor: v.string(), has_more: v.boolean() })

/** Pages of folders without a file, 2,000 entries each, after which nobody believes that there is an end. */
const mostPages = 500

/** Folders per call; Dropbox allows ten times that many. */
const batchSize = 1000

/** Makes folders, those above before those below. Results in the order of `paths`; a folder that is there already is a success. */
export async function createFolders(
  connection: Connection,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFolder>[]> {
  const order = paths.map((_, index) => index).sort((one, other) => depthAt(one) - depthAt(other))
  const sorted = order.map((index) => paths[index] ?? '')
  const alone = (path: string): Promise<Outcome> =>
    outcomeOf(
      connection.rpc('files/create_folder_v2', Created, signal, (sdk) =>
        sdk.filesCreateFolderV2({ path, autorename: false }),
      ),
    )
  const route = 'files/create_folder_batch'
  const send = (part: readonly string[]): Promise<Entries> =>
    runJob(
      connection,
      {
        route,
        launch: (sdk) =>
          sdk.filesCreateFolderBatch({ paths: [...part], autorename: false, force_async: false }),
        check: (sdk, job) => sdk.filesCreateFolderBatchCheck(job),
      },
      signal,
    )
  const outcomes = await connection.exclusively(signal, () =>
    runBatch(connection, { route, limit: batchSize, send, alone }, sorted, signal),
  )
  const results: ItemResult<RemoteFolder>[] = new Array(paths.length)
  for (const [position, outcome] of outcomes.entries()) {
    const index = order[position] ?? 0
    results[index] = await folderFrom(connection, paths[index] ?? '', outcome, signal)
  }
  return results

  function depthAt(index: number): number {
    return depthOf(paths[index] ?? '')
  }
}

async function folderFrom(
  connection: Connection,
  path: string,
  outcome: Outcome,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFolder>> {
  if (outcome.ok) {
    const { metadata } = answerOf('files/create_folder_batch', Created, outcome.value)
    if (keyIn(metadata) === keyOf(path)) return done(remoteFolder(metadata))
    return refused({ reason: 'name-refused', detail: metadata.path_display ?? metadata.name })
  }
  if (outcome.error instanceof RouteError && tagsOf(outcome.error.error).includes('conflict')) {
    const present = await lookUp(connection, path, signal)
    return present?.kind === 'folder' ? done(present) : refused({ reason: 'conflict' })
  }
  return refused(refusalFrom(outcome.error))
}

/**
 * Deletes a folder with the folders in it, if a listing made now shows no file anywhere below. Dropbox offers no condition on
 * deleting a folder, so a file that arrives after the listing goes too; it can be restored.
 */
export async function deleteEmptyFolder(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ItemResult<null>> {
  if (keyOf(path) === rootKey) return refused({ reason: 'conflict' })
  return connection.exclusively(signal, async () => {
    try {
      if (await holdsFile(connection, path, signal)) return refused({ reason: 'conflict' })
      await connection.rpc('files/delete_v2', v.looseObject({}), signal, (sdk) => sdk.filesDeleteV2({ path }))
      return done(null)
    } catch (error) {
      const refusal = refusalFrom(error)
      return refusal.reason === 'missing' ? done(null) : refused(refusal)
    }
  })
}

async function holdsFile(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let page = await connection.rpc('files/list_folder', Listing, signal, (sdk) =>
    sdk.filesListFolder({
      path,
      recursive: true,
      limit: 2000,
      include_deleted: false,
      include_mounted_folders: true,
      include_non_downloadable_files: true,
    }),
  )
  for (let pages = 1; ; pages++) {
    if (page.entries.some((entry) => entry.kind === 'file' || entry.kind === 'unknown')) return true
    if (!page.has_more) return false
    if (pages === mostPages)
      throw new CloudError('bad-answer', 'files/list_folder: a listing that does not come to its end')
    const { cursor } = page
    page = await connection.rpc('files/list_folder/continue', Listing, signal, (sdk) =>
      sdk.filesListFolderContinue({ cursor }),
    )
  }
}
