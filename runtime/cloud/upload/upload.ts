import { eitherSignal } from '../../core/either-signal.ts'
import type { RemoteFile } from '../../core/tree.ts'
import { type Cloud, CloudError, type ItemResult, type UploadRequest } from '../../ports/cloud.ts'
import type { Connection } from '../connection/connection.ts'
import { contained } from '../connection/contain.ts'
import { abortedError } from '../connection/persist.ts'
import { createByteBudget } from './byte-budget.ts'
import { createChannel } from './channel.ts'
import { createCommitter } from './committer.ts'
import { uploadLarge } from './large.ts'
import type { Capabilities } from './run.ts'
import { sessionMemory } from './session-memory.ts'
import { uploadSmall } from './small.ts'

/** File contents in memory at once, in bytes, over all uploads of an account. */
const contentInMemory = 24 * 1024 * 1024
/** From here on a file goes alone, in parts; up to here it is held whole. In bytes. */
const largeFrom = 8 * 1024 * 1024 + 1
/** Files per append_batch: its argument is a header that grows by some 140 bytes with each. */
const entriesPerPack = 200

/**
 * Uploads any number of files: small and large ones side by side, commits gathered into few calls. What ends the whole run is thrown
 * once every result that is known has been given. Who stops iterating stops the run.
 */
export function createUpload(connection: Connection): Cloud['upload'] {
  const budget = createByteBudget(contentInMemory)
  const capabilities: Capabilities = { packEntries: entriesPerPack, batchSessions: true }

  return async function* (requests, { signal, sessions, progress, committing = () => undefined }) {
    const stop = new AbortController()
    const channel = createChannel<readonly [UploadRequest, ItemResult<RemoteFile>]>()
    let first: { readonly error: unknown } | undefined
    const failed = (error: unknown): void => {
      first ??= { error }
      stop.abort(error)
    }
    const settle = (request: UploadRequest, result: ItemResult<RemoteFile>): void => {
      if (result.ok || result.refusal.reason !== 'interrupted') sessionMemory(sessions, request).forget()
      channel.push([request, result])
    }
    // A commit that is under way when something else fails is let come to its end: its files are in Dropbox then, and known to be.
    const committer = createCommitter({
      ...{ connection, signal, committing, settle, failed },
      stopped: stop.signal,
    })
    const either = eitherSignal(signal, stop.signal)
    const run = {
      connection,
      sessions,
      progress,
      budget,
      capabilities,
      committer,
      committing,
      settle,
      signal: either.signal,
    }

    const work = async (): Promise<void> => {
      await Promise.all([
        // Large files may be on their way for hours yet.
        uploadSmall(run, requests.filter(isSmall)).then(committer.flush, failed),
        uploadLarge(
          run,
          requests.filter((request) => !isSmall(request)),
        ).catch(failed),
      ])
      await committer.finish()
      channel.end(first && endOf(first.error, signal))
    }
    const working = work()
    try {
      yield* channel
    } finally {
      stop.abort()
      await working
      either.leave()
    }
  }
}

/** What ended a run, as the port tells it; an abort that was met between two requests brings the signal's own reason. */
function endOf(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted && !(error instanceof CloudError) ? abortedError(signal) : contained(error)
}

function isSmall({ size }: UploadRequest): boolean {
  return size < largeFrom
}
