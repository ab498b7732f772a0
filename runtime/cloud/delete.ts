import * as v from 'valibot'
import type { ItemResult } from '../ports/cloud.ts'
import { type Entries, type Outcome, outcomeOf, runBatch } from './batch.ts'
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
  const alone = ({ path, rev }: Doomed): Promise<Outcome> =>
    outcomeOf(
      connection.rpc('files/delete_v2', v.looseObject({}), signal, (sdk) =>
        sdk.filesDeleteV2({ path, parent_rev: rev }),
      ),
    )
  const route = 'files/delete_batch'
  const send = (part: readonly Doomed[]): Promise<Entries> =>
    runJob(
      connection,
      {
        route,
        launch: (sdk) =>
          sdk.filesDeleteBatch({ entries: part.map(({ path, rev }) => ({ path, parent_rev: rev })) }),
        check: (sdk, job) => sdk.filesDeleteBatchCheck(job),
      },
      signal,
    )
  return connection.exclusively(signal, async () => {
    const outcomes = await runBatch(connection, { route, limit: batchSize, send, alone }, files, signal)
    return outcomes.map(resultOf)
  })
}

/** What is gone already needs no deleting. */
function resultOf(outcome: Outcome): ItemResult<null> {
  if (outcome.ok) return done(null)
  const refusal = refusalFrom(outcome.error)
  return refusal.reason === 'missing' ? done(null) : refused(refusal)
}
