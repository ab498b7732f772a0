import * as v from 'valibot'
import { blockSumsOf, contentHashBlock, hashOfSums, separateSums } from '../../core/content-hash.ts'
import { largestFile } from '../../core/largest-file.ts'
import type { ContentHash, RemoteFile } from '../../core/tree.ts'
import type { ItemResult, OpenSession, UploadRequest, UploadSource } from '../../ports/cloud.ts'
import { BadRequestError, RouteError } from '../connection/call-errors.ts'
import { refusalFrom, refused } from '../refusals.ts'
import { createArrived } from './arrived.ts'
import { commitAll, commitResult } from './commit.ts'
import { ContentError, changedWhileRead, confirm, readPart, withSource } from './content.ts'
import { each } from './each.ts'
import { type Part, partSize, partsOf } from './part.ts'
import { isDamaged } from './plain.ts'
import { bodyProgress } from './progress.ts'
import type { UploadRun } from './run.ts'
import { sessionMemory } from './session-memory.ts'
import { hasArrived } from './session-state.ts'

const Session = v.looseObject({ session_id: v.pipe(v.string(), v.nonEmpty()) })

const filesAtOnce = 2
const attemptsPerPart = 3

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
        await sendParts(run, request, source, session)
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
 * so that nothing of another content is ever remembered as part of this one. Where the sums of the blocks are known from before, it is Dropbox that
 * compares: it takes a part only if its bytes have the hash that the sums say.
 */
async function sendParts(
  run: UploadRun,
  request: UploadRequest,
  source: UploadSource,
  known: OpenSession,
): Promise<void> {
  const memory = sessionMemory(run.sessions, request)
  const given = givenSums(request)
  const sums: Uint8Array[] = []
  /** Room that a part had; a new one for each would be memory that is only given back much later. */
  const spare: Uint8Array[] = []
  const arrived = createArrived(known.offset, known.beyond)
  const underWay = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined

  const send = async (
    part: Part,
    bytes: Uint8Array,
    hash: ContentHash,
    giveBack: () => void,
  ): Promise<void> => {
    try {
      await appendPart(run, request, known.session, part, bytes, hash)
      arrived.add(part.offset, part.length)
      memory.keep({ ...known, offset: arrived.end, beyond: arrived.beyond })
      run.committer.look()
    } catch (error) {
      failure ??= { error }
    } finally {
      giveBack()
    }
  }

  try {
    for (const part of partsOf(request.size, [[0, known.offset], ...(known.beyond ?? [])])) {
      if (part.isHeld && given !== undefined) {
        await confirm(source)
        continue
      }
      const giveBack = await run.budget.take(part.length, run.signal)
      let handedOver = false
      try {
        const room = spare.pop() ?? new Uint8Array(Math.min(partSize, request.size))
        const bytes = await readPart(source, part.offset, part.length, room)
        const ofPart = given === undefined ? blockSumsOf(bytes) : sumsWithin(given, part)
        sums.push(...ofPart)
        if (part.isLast) await Promise.all(underWay)
        if (failure !== undefined) break
        await confirm(
          source,
          part.isLast && given === undefined ? { is: hashOfSums(sums), shouldBe: request.hash } : undefined,
        )
        if (part.isHeld) {
          spare.push(room)
          continue
        }
        const ended = (): void => {
          spare.push(room)
          giveBack()
        }
        const sending: Promise<void> = send(part, bytes, hashOfSums(ofPart), ended).finally(() =>
          underWay.delete(sending),
        )
        underWay.add(sending)
        handedOver = true
      } finally {
        if (!handedOver) giveBack()
      }
    }
  } finally {
    await Promise.all(underWay)
  }
  if (failure !== undefined) throw failure.error
}

/** The sums of the file's blocks, if they came with the request and are those of the content that is to be sent. */
function givenSums({ hash, size, sums }: UploadRequest): readonly Uint8Array[] | undefined {
  if (sums === undefined) return undefined
  const separate = separateSums(sums)
  return separate.length === Math.ceil(size / contentHashBlock) && hashOfSums(separate) === hash
    ? separate
    : undefined
}

/** Those of the blocks of one part, which begins where a block does. */
function sumsWithin(sums: readonly Uint8Array[], { offset, length }: Part): readonly Uint8Array[] {
  return sums.slice(offset / contentHashBlock, Math.ceil((offset + length) / contentHashBlock))
}

/** One part, sent again when it was damaged on the way (files/upload_session/append_v2). */
async function appendPart(
  run: UploadRun,
  request: UploadRequest,
  session: string,
  part: Part,
  bytes: Uint8Array,
  hash: ContentHash,
): Promise<void> {
  const onSent = bodyProgress([{ path: request.path, size: part.length }], run.progress)
  const argument = {
    cursor: { session_id: session, offset: part.offset },
    close: part.isLast,
    content_hash: hash,
  }
  const body = { pieces: [bytes], ...(onSent ? { onSent } : {}) }
  for (let attempt = 1; ; attempt++) {
    try {
      await run.connection.upload('files/upload_session/append_v2', argument, body, v.null(), run.signal)
      return
    } catch (error) {
      if (error instanceof RouteError && hasArrived(error.error, part.offset + part.length)) return
      if (!isDamaged(error)) throw error
      if (hashOfSums(blockSumsOf(bytes)) !== hash) throw changedWhileRead(error)
      if (attempt === attemptsPerPart) throw error
    }
  }
}
