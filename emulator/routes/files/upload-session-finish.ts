import * as v from 'valibot'
import type { Session } from '../../content/session.ts'
import { renderFile } from '../../namespace/metadata.ts'
import { nest, RouteFailure, type Tagged, tag, WriteFailure } from '../../protocol/failures.ts'
import { contentHash, list, optional } from '../../protocol/fields.ts'
import { type Call, rpc, upload } from '../../protocol/route.ts'
import { checkRoute, launch } from '../async-job.ts'
import { CommitInfo, commit, refuseRoot, writing } from './commit.ts'
import { appendBody, SessionCursor } from './upload-session.ts'

const SCOPE = 'files.content.write'
const FinishArg = v.strictObject({
  cursor: SessionCursor,
  commit: CommitInfo,
  content_hash: optional(contentHash),
})
type FinishArg = v.InferOutput<typeof FinishArg>

export const sessionFinish = upload(
  'files/upload_session/finish',
  SCOPE,
  FinishArg,
  async (call, argument) => {
    const { dropbox, account } = call
    const { cursor, commit: info, content_hash } = argument
    refuseRoot(info.path, 'HTTP header "Dropbox-API-Arg": commit')
    const end = await inLookup(async () => {
      const session = dropbox.sessions.forFinish(account.id, cursor.session_id, cursor.offset)
      if (session.closed || session.type === 'concurrent') {
        requireFinishable(session, 'may be open')
        const rest = await dropbox.parts.receive(call.body)
        if (rest.length === 0) return cursor.offset
        await dropbox.parts.discard(rest)
        throw new RouteFailure(
          tag(session.type === 'concurrent' ? 'concurrent_session_data_not_allowed' : 'closed'),
        )
      }
      // The last bytes stay in the session even if the commit fails (API reference).
      const received = await appendBody(call, cursor, false, content_hash)
      return cursor.offset + received.length
    })
    const [result] = await finishAll(call, [{ ...argument, cursor: { ...cursor, offset: end } }])
    if (result?.['.tag'] === 'failure') throw new RouteFailure(result['failure'] as Tagged)
    const { '.tag': _, ...metadata } = result ?? tag('success')
    return metadata
  },
)

/** Turns many closed sessions into files in one commit; answers at once. */
export const sessionFinishBatch = rpc(
  'files/upload_session/finish_batch_v2',
  SCOPE,
  v.strictObject({ entries: list(FinishArg, 1, 1000) }),
  async (call, { entries }) => {
    refuseRoots(entries)
    return { entries: await finishAll(call, entries, 'must be closed') }
  },
)

/** The older form of finish_batch_v2: always answers with a job. */
export const sessionFinishBatchOld = rpc(
  'files/upload_session/finish_batch',
  SCOPE,
  v.strictObject({ entries: list(FinishArg, 1, 1000) }),
  (call, { entries }) => {
    refuseRoots(entries)
    return launch(call, 'finish_batch', 'async', async () => ({
      '.tag': 'complete',
      entries: await finishAll(call, entries, 'must be closed'),
    }))
  },
)

export const sessionFinishBatchCheck = checkRoute(
  'files/upload_session/finish_batch/check',
  SCOPE,
  'finish_batch',
)

function refuseRoots(entries: readonly FinishArg[]): void {
  for (const [index, { commit: info }] of entries.entries()) {
    refuseRoot(info.path, `request body: entries[${index}].commit`)
  }
}

/** Commits sessions as files, each by itself: `success` with the metadata, or `failure` with UploadSessionFinishError. */
async function finishAll(
  call: Call,
  entries: readonly FinishArg[],
  state: 'must be closed' | 'may be open' = 'may be open',
): Promise<Tagged[]> {
  const { dropbox } = call
  const measured: (() => Tagged)[] = []
  const orphans: number[] = []
  for (const entry of entries) measured.push(await prepare(call, entry, state, orphans))
  const results = await writing(call, entries.length, () => measured.map((write) => write()))
  for (const part of orphans) await dropbox.parts.drop(part)
  return results
}

/** Measures a session's content, outside of the lock; gives the write to be done inside it. */
async function prepare(
  call: Call,
  { cursor, commit: info }: FinishArg,
  state: 'must be closed' | 'may be open',
  orphans: number[],
): Promise<() => Tagged> {
  const { dropbox, view, account } = call
  try {
    const { pieces, content } = await inLookup(async () => {
      const session = dropbox.sessions.forFinish(account.id, cursor.session_id, cursor.offset)
      requireFinishable(session, state)
      const found = dropbox.sessions.pieces(session)
      return { pieces: found, content: await dropbox.contents.measure(found) }
    })
    return () => {
      try {
        return dropbox.database.transaction(() => {
          const file = commit(call, content, info)
          dropbox.contents.keep(content, pieces)
          if (dropbox.config().sessions.afterFinish === 'gone') {
            orphans.push(...dropbox.sessions.forget(cursor.session_id))
          }
          return { '.tag': 'success', ...renderFile(view, file, dropbox.config().names.cloudDocuments) }
        })
      } catch (error) {
        if (!(error instanceof WriteFailure)) throw error
        return failure(nest('path', error.error))
      }
    }
  } catch (error) {
    if (!(error instanceof RouteFailure)) throw error
    return () => failure(error.error)
  }
}

function requireFinishable(session: Session, state: 'must be closed' | 'may be open'): void {
  if (session.closed) return
  if (session.type === 'concurrent') throw new RouteFailure(tag('concurrent_session_not_closed'))
  if (state === 'must be closed') throw new RouteFailure(tag('not_closed'))
}

/** Tags that UploadSessionFinishError has of its own; every other stands in its `lookup_failed`. */
const OWN_TAGS = new Set([
  'payload_too_large',
  'content_hash_mismatch',
  'concurrent_session_data_not_allowed',
  'concurrent_session_not_closed',
  'concurrent_session_missing_data',
])

async function inLookup<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof RouteFailure) || OWN_TAGS.has(error.error['.tag'])) throw error
    throw new RouteFailure({ '.tag': 'lookup_failed', lookup_failed: error.error })
  }
}

function failure(error: Tagged): Tagged {
  return { '.tag': 'failure', failure: error }
}
