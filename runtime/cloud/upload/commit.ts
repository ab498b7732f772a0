import { keyOf } from '../../core/path.ts'
import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult, UploadRequest } from '../../ports/cloud.ts'
import { BatchResult, type Entries, type Outcome, runBatch } from '../batch.ts'
import { answerOf } from '../connection/answer.ts'
import { RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { FileMetadata, keyIn, lookUp, remoteFile } from '../metadata.ts'
import { done, refusalFrom, refused, tagsOf } from '../refusals.ts'
import { commitInfo } from './commit-info.ts'

/** A file whose bytes are all in a closed upload session. */
export interface Commit {
  readonly request: UploadRequest
  readonly session: string
}

/**
 * What a commit came to. `lost`: the session is of no use, or Dropbox holds other bytes than were sent, then under the revision
 * `over`; the file has to be sent again.
 */
export type CommitResult =
  | { readonly lost: false; readonly result: ItemResult<RemoteFile> }
  | { readonly lost: true; readonly over: string | undefined }

/** Commits per call (dropbox-api-spec, UploadSessionFinishBatchArg). */
export const commitsPerCall = 1000

/** Commits sessions, one call at a time for the whole account (files/upload_session/finish_batch_v2). Outcomes in order. */
export async function commitAll(
  connection: Connection,
  commits: readonly Commit[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const route = 'files/upload_session/finish_batch_v2'
  const send = async (part: readonly Commit[]): Promise<Entries> => {
    const answer = await connection.rpc(route, BatchResult, signal, (sdk) =>
      sdk.filesUploadSessionFinishBatchV2({
        entries: part.map(({ request, session }) => ({
          cursor: { session_id: session, offset: request.size },
          commit: commitInfo(request),
        })),
      }),
    )
    return answer.entries
  }
  return connection.exclusively(signal, () =>
    runBatch(connection, { route, limit: commitsPerCall, send }, commits, signal),
  )
}

/** Reads the outcome of one commit, asking Dropbox what is at the path where that alone can tell. */
export async function commitResult(
  connection: Connection,
  { request }: Commit,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<CommitResult> {
  if (outcome.ok) {
    const metadata = answerOf('files/upload_session/finish_batch_v2', FileMetadata, outcome.value)
    return committed(request, metadata)
  }
  const { error } = outcome
  if (error instanceof RouteError && isAboutSession(error)) {
    // The session may be gone because an earlier commit of it came through and only the answer did not.
    const present = await sameInDropbox(connection, request, signal)
    return present === undefined ? { lost: true, over: request.over } : { lost: false, result: done(present) }
  }
  return { lost: false, result: await refusedUpload(connection, request, error, signal) }
}

function isAboutSession({ error }: RouteError): boolean {
  const [tag = ''] = tagsOf(error)
  return tag === 'lookup_failed' || tag.startsWith('concurrent_session')
}

/** What a success says: the file, unless Dropbox holds other bytes than were sent or put them under another name. */
export function committed(request: UploadRequest, metadata: FileMetadata): CommitResult {
  if (keyIn(metadata) !== keyOf(request.path)) {
    const detail = metadata.path_display ?? metadata.name
    return { lost: false, result: refused({ reason: 'name-refused', detail }) }
  }
  if (metadata.content_hash !== request.hash) return { lost: true, over: metadata.rev }
  return { lost: false, result: done(remoteFile(metadata)) }
}

/**
 * What a refusal of an upload means. Conflicts are looked into: a commit that was made although its answer was lost, or by another
 * box, left the same content there, and that is what was wanted.
 */
export async function refusedUpload(
  connection: Connection,
  request: UploadRequest,
  error: unknown,
  signal: AbortSignal,
): Promise<ItemResult<RemoteFile>> {
  const refusal = refusalFrom(error)
  if (refusal.reason !== 'conflict') return refused(refusal)
  const present = await sameInDropbox(connection, request, signal)
  return present === undefined ? refused(refusal) : done(present)
}

async function sameInDropbox(
  connection: Connection,
  request: UploadRequest,
  signal: AbortSignal,
): Promise<RemoteFile | undefined> {
  const present = await lookUp(connection, request.path, signal)
  const same = present?.kind === 'file' && present.hash === request.hash && present.size === request.size
  return same ? present : undefined
}
