import * as v from 'valibot'
import { blockSumsOf, hashOfSums } from '../../core/content-hash.ts'
import { largestFile } from '../../core/largest-file.ts'
import type { RemoteFile } from '../../core/tree.ts'
import type { ItemResult, OpenSession, UploadRequest, UploadSource } from '../../ports/cloud.ts'
import { BadRequestError, RouteError } from '../connection/call-errors.ts'
import { refusalFrom, refused } from '../refusals.ts'
import { commitAll, commitResult } from './commit.ts'
import { ContentError, confirm, readPart, withSource } from './content.ts'
import { each } from './each.ts'
import { partSize, partsOf } from './part.ts'
import { createPartSender } from './part-sender.ts'
import type { UploadRun } from './run.ts'
import { sessionMemory } from './session-memory.ts'
import { givenSums, streamParts } from './stream-parts.ts'

const Session = v.looseObject({ session_id: v.pipe(v.string(), v.nonEmpty()) })

const filesAtOnce = 2

/** Sends large files, each through a concurrent upload session that a later run can go on with. */
export async function uploadLarge(run: UploadRun, requests: readonly UploadRequest[]): Promise<void> {
  await each(requests, filesAtOnce, async (request) => {
    if (request.size > largestFile) return run.settle(request, refused({ reason: 'too-large' }))
    const filled = await fillSession(run, request)
    if (typeof filled !== 'string') return run.settle(request, filled)
    run.committer.add({
      request,
      session: filled,
      again: (anew) => sendAgain(run, anew),
    })
  })
}

/** Once more from the first byte, committed by itself. */
async function sendAgain(run: UploadRun, request: UploadRequest): Promise<ItemResult<RemoteFile>> {
  const { connection, signal, sessions } = run
  sessionMemory(sessions, request).forget()
  const filled = await fillSession(run, request)
  if (typeof filled !== 'string') return filled
  const commit = { request, session: filled }
  run.committing([request])
  const [outcome] = await commitAll(connection, [commit], signal)
  const concluded = outcome && (await commitResult(connection, commit, outcome, signal))
  if (concluded?.lost === false) return concluded.result
  return refused({ reason: 'interrupted', detail: 'the upload session was lost twice' })
}

/**
 * Brings a whole file into a session and closes it; gives the session, or why the file cannot be sent. A remembered session that
 * is refused is exchanged for a new one, once.
 */
async function fillSession(run: UploadRun, request: UploadRequest): Promise<string | ItemResult<RemoteFile>> {
  const memory = sessionMemory(run.sessions, request)
  for (let attempt = 1; ; attempt++) {
    const known = memory.recall(run.connection.clock.now())
    try {
      return await withSource(request, async (source) => {
        const session = known ?? (await startSession(run, request))
        const sums = givenSums(request)
        if (sums === undefined) await sendParts(run, request, source, session)
        else await streamParts(run, request, source, session, sums)
        return session.session
      })
    } catch (error) {
      if (error instanceof ContentError) {
        memory.forget()
        return refused(error.refusal)
      }
      if (!(error instanceof RouteError || error instanceof BadRequestError)) throw error
      memory.forget()
      const refusal = refusalFrom(error)
      if (refusal.reason === 'too-large' || refusal.reason === 'no-space') return refused(refusal)
      if (attempt === 2) return refused({ reason: 'interrupted', detail: error.message })
    }
  }
}

async function startSession(run: UploadRun, request: UploadRequest): Promise<OpenSession> {
  const { session_id } = await run.connection.upload(
    'files/upload_session/start',
    { session_type: { '.tag': 'concurrent' } },
    { pieces: [] },
    Session,
    run.signal,
  )
  const started = { session: session_id, offset: 0, startedAt: run.connection.clock.now() }
  sessionMemory(run.sessions, request).keep(started)
  return started
}

/**
 * Reads the file once, in order, and sends what the session does not hold yet, several parts at once. The last part closes the
 * session; it goes only when all others have arrived and what was read is what was to be sent. Throws ContentError when it is not,
 * so that nothing of another content is ever remembered as part of this one.
 */
async function sendParts(
  run: UploadRun,
  request: UploadRequest,
  source: UploadSource,
  known: OpenSession,
): Promise<void> {
  const sender = createPartSender(run, request, known)
  const sums: Uint8Array[] = []
  /** Room that a part had; a new one for each would be memory that is only given back much later. */
  const spare: Uint8Array[] = []
  try {
    for (const part of partsOf(request.size, [[0, known.offset], ...(known.beyond ?? [])], partSize)) {
      const giveBack = await run.budget.take(part.length, run.signal)
      let handedOver = false
      try {
        const room = spare.pop() ?? new Uint8Array(Math.min(partSize, request.size))
        const bytes = await readPart(source, part.offset, part.length, room)
        const ofPart = blockSumsOf(bytes)
        sums.push(...ofPart)
        if (part.isLast) await sender.settled()
        if (sender.failure !== undefined) break
        await confirm(source, part.isLast ? { is: hashOfSums(sums), shouldBe: request.hash } : undefined)
        if (part.isHeld) {
          spare.push(room)
          continue
        }
        sender.send(part, {
          pieces: [bytes],
          hash: hashOfSums(ofPart),
          hashNow: async () => hashOfSums(blockSumsOf(bytes)),
          ended: async () => {
            spare.push(room)
            giveBack()
          },
        })
        handedOver = true
      } finally {
        if (!handedOver) giveBack()
      }
    }
  } finally {
    await sender.settled()
  }
  if (sender.failure !== undefined) throw sender.failure.error
}
