import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult, UploadRequest } from '../../ports/cloud.ts'
import { RouteError } from '../connection/call-errors.ts'
import { FileMetadata } from '../metadata.ts'
import { refused, tagsOf } from '../refusals.ts'
import { committed, refusedUpload } from './commit.ts'
import { commitInfo } from './commit-info.ts'
import { ContentError, readWhole } from './content.ts'
import { bodyProgress } from './progress.ts'
import type { UploadRun } from './run.ts'

const attempts = 3
/** A body of more bytes may take minutes on a slow line; it rather meets another writer at its end than keeps all others waiting. */
const quickBytes = 1024 * 1024

/**
 * Sends one small file in one request (files/upload), which carries the content's hash so that nothing damaged on the way is
 * committed. Of all ways it depends on the least, so it is also what every other way falls back to.
 */
export async function uploadPlainly(run: UploadRun, request: UploadRequest): Promise<ItemResult<RemoteFile>> {
  const { connection, signal } = run
  const giveBack = await run.budget.take(request.size, signal)
  try {
    const bytes = await readWhole(request)
    const onSent = bodyProgress([request], run.progress)
    const body = { pieces: [bytes], ...(onSent ? { onSent } : {}) }
    let over = request.over
    for (let attempt = 1; ; attempt++) {
      const current = { ...request, over }
      try {
        const send = (): Promise<FileMetadata> =>
          connection.upload(
            'files/upload',
            { ...commitInfo(current), content_hash: request.hash },
            body,
            FileMetadata,
            signal,
          )
        const metadata = await (request.size <= quickBytes ? connection.exclusively(signal, send) : send())
        const result = committed(request, metadata)
        if (!result.lost) return result.result
        over = result.over
      } catch (error) {
        if (!isDamaged(error)) return await refusedUpload(connection, request, error, signal)
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

/** Whether Dropbox received other bytes than were sent. */
export function isDamaged(error: unknown): boolean {
  return error instanceof RouteError && tagsOf(error.error).includes('content_hash_mismatch')
}
