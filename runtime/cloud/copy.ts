import * as v from 'valibot'
import { keyOf } from '../core/path.ts'
import type { RemoteFile } from '../core/tree.ts'
import type { CopyRequest, ItemResult } from '../ports/cloud.ts'
import { type Entries, type Outcome, outcomeOf, runBatch } from './batch.ts'
import { runJob } from './batch-job.ts'
import { answerOf } from './connection/answer.ts'
import { RouteError } from './connection/call-errors.ts'
import type { Connection } from './connection/connection.ts'
import { keyIn, lookUp, Metadata, remoteFile } from './metadata.ts'
import { done, refusalFrom, refused, tagsOf } from './refusals.ts'
import { each } from './upload/each.ts'

/** Entries per call (dropbox-api-spec, RelocationBatchArgBase). */
const batchSize = 1000
/** Calls for what Dropbox does not copy twice in one. */
const furtherCalls = 4
const looksAtOnce = 8

const route = 'files/copy_batch_v2'
const Copied = v.looseObject({ success: Metadata })

/** Copies files within Dropbox (files/copy_batch_v2, one by itself files/copy_v2); see `Cloud.copyFiles`. */
export async function copyFiles(
  connection: Connection,
  copies: readonly CopyRequest[],
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFile>[]> {
  const outcomes = await connection.exclusively(signal, async () => {
    const outcomes = await send(connection, copies, signal)
    for (let call = 0; call < furtherCalls; call++) {
      const again = withSourcesOfTheirOwn(copies, outcomes)
      if (again.length === 0) break
      const part = again.flatMap((index) => copies[index] ?? [])
      for (const [position, outcome] of (await send(connection, part, signal)).entries())
        outcomes[again[position] ?? 0] = outcome
    }
    return outcomes
  })
  const results: ItemResult<RemoteFile>[] = new Array(copies.length)
  await each(outcomes.entries(), looksAtOnce, async ([index, outcome]) => {
    const request = copies[index]
    if (request !== undefined) results[index] = await resultOf(connection, request, outcome, signal)
  })
  return results
}

async function send(
  connection: Connection,
  copies: readonly CopyRequest[],
  signal: AbortSignal | undefined,
): Promise<Outcome[]> {
  const alone = ({ from, path }: CopyRequest): Promise<Outcome> =>
    outcomeOf(
      connection
        .rpc('files/copy_v2', v.looseObject({ metadata: v.unknown() }), signal, (sdk) =>
          sdk.filesCopyV2({ from_path: from, to_path: path, autorename: false }),
        )
        .then(({ metadata }) => ({ success: metadata })),
    )
  const launch = (part: readonly CopyRequest[]): Promise<Entries> =>
    runJob(
      connection,
      {
        route,
        launch: (sdk) =>
          sdk.filesCopyBatchV2({
            entries: part.map(({ from, path }) => ({ from_path: from, to_path: path })),
            autorename: false,
          }),
        check: (sdk, job) => sdk.filesCopyBatchCheckV2(job),
      },
      signal,
    )
  return runBatch(connection, { route, limit: batchSize, send: launch, alone }, copies, signal)
}

/**
 * Those that were refused for others in the same call, each with a source that none of the others has. Whether Dropbox takes one source for
 * several copies in one call is not written down (dropbox-api-spec, RelocationError.duplicated_or_nested_paths).
 */
function withSourcesOfTheirOwn(copies: readonly CopyRequest[], outcomes: readonly Outcome[]): number[] {
  const sources = new Set<string>()
  return outcomes.flatMap((outcome, index) => {
    const from = copies[index]?.from
    if (from === undefined || sources.has(from) || !tagsIn(outcome).includes('duplicated_or_nested_paths'))
      return []
    sources.add(from)
    return [index]
  })
}

async function resultOf(
  connection: Connection,
  { path, hash, size }: CopyRequest,
  outcome: Outcome,
  signal: AbortSignal | undefined,
): Promise<ItemResult<RemoteFile>> {
  if (outcome.ok) {
    const { success } = answerOf(route, Copied, outcome.value)
    if (success.kind !== 'file') return refused({ reason: 'conflict' })
    const { metadata } = success
    if (keyIn(metadata) === keyOf(path)) return done(remoteFile(metadata))
    return refused({ reason: 'name-refused', detail: metadata.path_display ?? metadata.name })
  }
  const tags = tagsIn(outcome)
  if (tags.includes('from_lookup') || tags.includes('duplicated_or_nested_paths'))
    return refused({ reason: 'missing' })
  const refusal = refusalFrom(outcome.error)
  if (refusal.reason !== 'conflict') return refused(refusal)
  // The copy may have been made although its answer was lost, or another box may have put the same there.
  const present = await lookUp(connection, path, signal)
  return present?.kind === 'file' && present.hash === hash && present.size === size
    ? done(present)
    : refused(refusal)
}

function tagsIn(outcome: Outcome): readonly string[] {
  return outcome.ok || !(outcome.error instanceof RouteError) ? [] : tagsOf(outcome.error.error)
}
