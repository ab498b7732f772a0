import * as v from 'valibot'
import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult, UploadRequest } from '../../ports/cloud.ts'
import { BadRequestError, RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { isPassing } from '../connection/faults.ts'
import type { RequestBody } from '../connection/http.ts'
import { FileMetadata } from '../metadata.ts'
import { refused, tagsOf } from '../refusals.ts'
import { commitAll, commitResult, committed, refusedUpload } from './commit.ts'
import { commitInfo } from './commit-info.ts'
import { ContentError, readWhole } from './content.ts'
import { bodyProgress } from './progress.ts'
import type { UploadRun } from './run.ts'

const Session = v.looseObject({ session_id: v.pipe(v.string(), v.nonEmpty()) })

const attempts = 3
/** A body of more bytes may take minutes on a slow line; it rather meets another writer at its end than keeps all others waiting. In bytes. */
export const quickBytes = 1024 * 1024

/**
 * Sends one small file in one request (files/upload), which carries the content's hash so that nothing damaged on the way is
 * committed. Of all ways it depends on the least, so it is also what every other way falls back to. When it meets other writers the content goes into a
 * session, where it stays while the commit is tried again.
 */
export async function uploadPlainly(run: UploadRun, request: UploadRequest): Promise<ItemResult<RemoteFile>> {
  const { connection, signal } = run
  const giveBack = await run.budget.take(request.size, signal)
  try {
    const bytes = await readWhole(request)
    const onSent = bodyProgress([request], run.progress)
    const body = { pieces: [bytes], ...(onSent ? { onSent } : {}) }
    let over = request.over
    let sessions = true
    for (let attempt = 1; ; attempt++) {
      const current = { ...request, over }
      run.committing([current])
      try {
        const send = (): Promise<FileMetadata> =>
          connection.upload(
            'files/upload',
            { ...commitInfo(current), content_hash: request.hash },
            body,
            FileMetadata,
            signal,
            sessions,
          )
        const metadata = await (request.size <= quickBytes ? connection.exclusively(signal, send) : send())
        const result = committed(request, metadata)
        if (!result.lost) return result.result
        over = result.over
      } catch (error) {
        if (sessions && error instanceof RouteError && isPassing(error.error)) {
          const result = await uploadBySession(run, current, body)
          if (result !== undefined) return result
          sessions = false
        } else if (!isDamaged(error)) return await refusedUpload(connection, request, error, signal)
      }
      if (attempt === attempts) return refused({ reason: 'interrupted', detail: 'content_hash_mismatch' })
    }
  } catch (error) {
    if (error instanceof ContentError) return refused(error.refusal)
    throw error
  } finally {
    giveBack()
  }
}

/** Undefined when Dropbox does not take it that way. */
async function uploadBySession(
  { connection, signal }: UploadRun,
  request: UploadRequest,
  body: RequestBody,
): Promise<ItemResult<RemoteFile> | undefined> {
  const session = await startClosedSession(connection, request, body, signal)
  if (session === undefined) return undefined
  const commit = { request, session }
  const [outcome] = await commitAll(connection, [commit], signal)
  const concluded = outcome && (await commitResult(connection, commit, outcome, signal))
  return concluded?.lost === false ? concluded.result : undefined
}

/** Starts a session with the whole content of a file and closes it (files/upload_session/start). Undefined when Dropbox refuses that. */
export async function startClosedSession(
  connection: Connection,
  { hash }: UploadRequest,
  body: RequestBody,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { session_id } = await connection.upload(
      'files/upload_session/start',
      { close: true, content_hash: hash },
      body,
      Session,
      signal,
    )
    return session_id
  } catch (error) {
    if (error instanceof RouteError || error instanceof BadRequestError) return undefined
    throw error
  }
}

/** Whether Dropbox received other bytes than were sent. */
export function isDamaged(error: unknown): boolean {
  return error instanceof RouteError && tagsOf(error.error).includes('content_hash_mismatch')
}
