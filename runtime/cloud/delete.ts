import * as v from 'valibot'
import type { ItemResult } from '../ports/cloud.ts'
import { runBatch } from './batch.ts'
import { runJob } from './batch-job.ts'
import type { Connection } from './connection/connection.ts'
import { done, refusalFrom, refused } from './refusals.ts'

/** Entries per call (dropbox-api-spec, DeleteBatchArg). */
const batchSize = 1000

interface Doomed {
  readonly path: string
  readonly rev: string
}

/** Deletes files whose revision is still the given one (`parent_rev`); a newer one is `conflict`. Results in order. */
export async function deleteFiles(
  connection: Connection,
  files: readonly Doomed[],
  signal: AbortSignal | undefined,
): Promise<ItemResult<null>[]> {
  return connection.exclusively(signal, async () => {
    const [only] = files
    if (only !== undefined && files.length === 1) return [await deleteOne(connection, only, signal)]
    const outcomes = await runBatch(connection, 'files/delete_batch', files, batchSize, signal, (part) =>
      runJob(
        connection,
        {
          route: 'files/delete_batch',
          launch: (sdk) =>
            sdk.filesDeleteBatch({ entries: part.map(({ path, rev }) => ({ path, parent_rev: rev })) }),
          check: (sdk, job) => sdk.filesDeleteBatchCheck(job),
        },
        signal,
      ),
    )
    return outcomes.map((outcome) => (outcome.ok ? done(null) : failure(outcome.error)))
  })
}

async function deleteOne(
  connection: Connection,
  { path, rev }: Doomed,
  signal: AbortSignal | undefined,
): Promise<ItemResult<null>> {
  try {
    await connection.rpc('files/delete_v2', v.looseObject({}), signal, (sdk) =>
      sdk.filesDeleteV2({ path, parent_rev: rev }),
    )
    return done(null)
  } catch (error) {
    return failure(error)
  }
}

/** What is gone already needs no deleting. */
function failure(error: unknown): ItemResult<null> {
  const refusal = refusalFrom(error)
  return refusal.reason === 'missing' ? done(null) : refused(refusal)
}
