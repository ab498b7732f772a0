import { createChannel } from '../../../../../runtime/cloud/upload/channel.ts'
import type { RemoteFile } from '../../../../../runtime/core/tree.ts'
import {
  type Cloud,
  CloudError,
  type ItemResult,
  type Progress,
  type SessionMemory,
  type UploadRequest,
} from '../../../../../runtime/ports/cloud.ts'
import { abortedBy } from '../persist.ts'
import type { Wire } from '../wire.ts'
import { type Committer, createCommitter } from './committer.ts'
import { uploadLarge } from './large.ts'
import { sessionMemory } from './session-memory.ts'
import { uploadSmall } from './small.ts'

/** How uploads are cut, in bytes; small numbers make small contents go every way that large ones do. */
export interface UploadLimits {
  /** From this size on a file goes in parts, through a session that survives a crash. */
  readonly largeFrom: number
  readonly partSize: number
}

/** One call of `upload`, as everything below it sees it. */
export interface UploadRun {
  readonly wire: Wire
  readonly limits: UploadLimits
  readonly sessions: SessionMemory
  readonly progress: Progress | undefined
  readonly committer: Committer
  readonly committing: (requests: readonly UploadRequest[]) => void
  /** Aborted by the caller, and by the first error that ends the run. */
  readonly signal: AbortSignal
  readonly settle: (request: UploadRequest, result: ItemResult<RemoteFile>) => void
}

/**
 * See `Cloud.upload`. What ends the whole run is thrown once every result that is known has been given; who stops iterating stops
 * the run.
 */
export function createUpload(wire: Wire, limits: UploadLimits): Cloud['upload'] {
  return async function* (requests, { signal, sessions, progress, committing = () => undefined }) {
    const stop = new AbortController()
    const channel = createChannel<readonly [UploadRequest, ItemResult<RemoteFile>]>()
    let first: { readonly error: unknown } | undefined
    const failed = (error: unknown): void => {
      first ??= { error }
      stop.abort(error)
    }
    const settle: UploadRun['settle'] = (request, result) => {
      if (result.ok || result.refusal.reason !== 'interrupted') sessionMemory(sessions, request).forget()
      channel.push([request, result])
    }
    // A commit that is under way when something else fails is let come to its end: its files are in Dropbox then, and known to be.
    const committer = createCommitter({ wire, signal, committing, settle, failed })
    const run: UploadRun = {
      ...{ wire, limits, sessions, progress, committer, committing, settle },
      signal: stop.signal,
    }

    const work = async (): Promise<void> => {
      const isLarge = ({ size }: UploadRequest): boolean => size >= limits.largeFrom
      await Promise.all([
        uploadSmall(
          run,
          requests.filter((request) => !isLarge(request)),
        ).catch(failed),
        uploadLarge(run, requests.filter(isLarge)).catch(failed),
      ])
      await committer.finish(first === undefined ? 'commit' : 'drop')
    }
    // What AbortSignal.any would do, without what it costs in the collection of garbage.
    const calledOff = (): void => stop.abort(signal.reason)
    if (signal.aborted) calledOff()
    signal.addEventListener('abort', calledOff)
    let ended = false
    const working = wire.survive(work).then(() => {
      ended = true
      channel.end(first && endOf(first.error, signal))
    })
    try {
      yield* channel
    } finally {
      if (!ended) stop.abort('nobody takes the results')
      await working
      signal.removeEventListener('abort', calledOff)
    }
  }
}

function endOf(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted && !(error instanceof CloudError) ? abortedBy(signal) : error
}
