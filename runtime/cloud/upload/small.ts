import PQueue from 'p-queue'
import * as v from 'valibot'
import { contentHasher } from '../../core/content-hash.ts'
import { CloudError, type UploadRequest } from '../../ports/cloud.ts'
import { BatchResult, type Entries } from '../batch.ts'
import { BadRequestError, RouteError } from '../connection/call-errors.ts'
import { refused, tagsOf } from '../refusals.ts'
import { commitsPerCall } from './commit.ts'
import { ContentError, readWhole } from './content.ts'
import { each } from './each.ts'
import { packsOf } from './pack.ts'
import { isDamaged, quickBytes, startClosedSession, uploadPlainly } from './plain.ts'
import { bodyProgress } from './progress.ts'
import type { UploadRun } from './run.ts'
import { hasArrived } from './session-state.ts'

const Sessions = v.looseObject({ session_ids: v.array(v.pipe(v.string(), v.nonEmpty())) })

/** Up to so many files are sent one by one: a batch takes three requests at least. */
const fewFiles = 2
/** Content per request, in bytes: large enough that the round trip hardly counts, small enough to be sent again. */
const packBytes = 8 * 1024 * 1024
/** Requests with content at once. */
const sentAtOnce = 4
/** Files of a pack that are read at once: each waits until the disk has it for good. */
const readsAtOnce = 32

/** A file with a session to fill; without, where sessions cannot be started in batches. */
interface Seat {
  readonly request: UploadRequest
  readonly size: number
  readonly session: string | undefined
}

interface Loaded {
  readonly request: UploadRequest
  readonly bytes: Uint8Array
}

type LoadedSeat = Loaded & Seat

/** Files that go in one request, and the sessions for them, in order: none where they cannot be started in batches. */
interface Pack {
  readonly requests: readonly UploadRequest[]
  readonly sessions: () => Promise<readonly string[]>
}

/**
 * Sends small files, up to a thousand sessions started by one request and up to `packEntries` files in the body of the next ones;
 * the committer gathers what is transferred. 1,000 files of 2 KiB take 7 requests. Sessions are started while files are read, and for the next
 * thousand while the last ones of this are on their way.
 */
export async function uploadSmall(run: UploadRun, requests: readonly UploadRequest[]): Promise<void> {
  if (requests.length <= fewFiles) return each(requests, 1, (request) => sendOne(run, request))
  // One after the other, so that the first is on its way as soon as can be, and the next is read meanwhile.
  const reading = new PQueue({ concurrency: 1 })
  await each(inPacks(run, requests), sentAtOnce + 1, (pack) => sendPack(run, pack, reading))
}

/** Each thousand begins when its first pack is asked for. */
function* inPacks(run: UploadRun, requests: readonly UploadRequest[]): Generator<Pack> {
  for (let from = 0; from < requests.length; from += commitsPerCall) {
    const part = requests.slice(from, from + commitsPerCall)
    const started = run.capabilities.batchSessions ? startSessions(run, part.length) : Promise.resolve([])
    // Each pack meets it when its files are read.
    started.catch(() => undefined)
    let at = 0
    for (const pack of packsOf(part, { entries: run.capabilities.packEntries, bytes: packBytes })) {
      const first = at
      at += pack.length
      yield { requests: pack, sessions: async () => (await started).slice(first, first + pack.length) }
    }
  }
}

async function startSessions(
  { connection, capabilities, signal }: UploadRun,
  count: number,
): Promise<string[]> {
  const route = 'files/upload_session/start_batch'
  try {
    const { session_ids } = await connection.rpc(route, Sessions, signal, (sdk) =>
      sdk.filesUploadSessionStartBatch({ num_sessions: count }),
    )
    return session_ids
  } catch (error) {
    if (!isUnavailable(error)) throw error
    capabilities.batchSessions = false
    return []
  }
}

async function sendPack(run: UploadRun, { requests, sessions }: Pack, reading: PQueue): Promise<void> {
  const alone: UploadRequest[] = []
  // Room for its bytes is taken when its turn has come: other packs that wait would keep it from large files.
  const { contents, giveBack } = await reading.add(() => load(run, requests))
  try {
    const started = await sessions()
    const seated = requests.flatMap((request, index) => {
      const loaded = contents.get(request)
      return loaded === undefined ? [] : [{ ...loaded, size: request.size, session: started[index] }]
    })
    await append(run, seated, alone)
  } finally {
    giveBack()
  }
  await each(alone, 1, (request) => sendAlone(run, request))
}

/** Reads files as a whole, what cannot be read left out; `giveBack` is to be called once their bytes are sent. */
async function load(
  run: UploadRun,
  requests: readonly UploadRequest[],
): Promise<{ readonly contents: ReadonlyMap<UploadRequest, Loaded>; readonly giveBack: () => void }> {
  const bytes = requests.reduce((sum, { size }) => sum + size, 0)
  const giveBack = await run.budget.take(bytes, run.signal)
  const contents = new Map<UploadRequest, Loaded>()
  try {
    await each(requests, readsAtOnce, async (request) => {
      run.signal.throwIfAborted()
      try {
        contents.set(request, { request, bytes: await readWhole(request) })
      } catch (error) {
        if (!(error instanceof ContentError)) throw error
        run.settle(request, refused(error.refusal))
      }
    })
  } catch (error) {
    giveBack()
    throw error
  }
  return { contents, giveBack }
}

/** Fills the sessions of a pack in one request; what cannot go that way is added to `alone`. */
async function append(run: UploadRun, files: readonly LoadedSeat[], alone: UploadRequest[]): Promise<void> {
  const { capabilities } = run
  const seated = files.filter(({ session }) => session !== undefined && capabilities.batchSessions)
  const unseated = files.filter((file) => !seated.includes(file))
  await each(unseated, sentAtOnce, (file) => startClosed(run, file, alone))
  if (seated.length === 0) return
  try {
    const entries = await appendBatch(run, seated)
    for (const [index, { request, session = '' }] of seated.entries()) {
      if (isFilled(entries[index], request)) addCommit(run, request, session)
      else alone.push(request)
    }
  } catch (error) {
    if (isUnavailable(error) && seated.length === 1) capabilities.batchSessions = false
    if (isUnavailable(error) || (isTooMuch(error) && seated.length > 1)) {
      const half = Math.ceil(seated.length / 2)
      capabilities.packEntries = Math.max(1, Math.min(capabilities.packEntries, half))
      await append(run, seated.slice(0, half), alone)
      await append(run, seated.slice(half), alone)
    } else if (error instanceof RouteError) alone.push(...seated.map(({ request }) => request))
    else throw error
  }
}

async function appendBatch(run: UploadRun, files: readonly LoadedSeat[]): Promise<Entries> {
  const hasher = contentHasher()
  for (const { bytes } of files) hasher.update(bytes)
  const onSent = bodyProgress(
    files.map(({ request }) => request),
    run.progress,
  )
  const argument = {
    entries: files.map(({ session, size }) => ({
      cursor: { session_id: session, offset: 0 },
      length: size,
      close: true,
    })),
    content_hash: hasher.digest(),
  }
  const body = { pieces: files.map(({ bytes }) => bytes), ...(onSent ? { onSent } : {}) }
  const send = () =>
    run.connection.upload('files/upload_session/append_batch', argument, body, BatchResult, run.signal)
  const { entries } = await send().catch((error: unknown) => {
    if (isDamaged(error)) return send()
    throw error
  })
  return entries
}

/** One session of its own for a file; what cannot go that way is added to `alone`. */
async function startClosed(
  run: UploadRun,
  { request, bytes }: Loaded,
  alone: UploadRequest[],
): Promise<void> {
  const onSent = bodyProgress([request], run.progress)
  const body = { pieces: [bytes], ...(onSent ? { onSent } : {}) }
  const session = await startClosedSession(run.connection, request, body, run.signal)
  if (session === undefined) alone.push(request)
  else addCommit(run, request, session)
}

function addCommit(run: UploadRun, request: UploadRequest, session: string): void {
  run.committer.add({ request, session, again: (anew) => uploadPlainly(run, anew) })
}

/** A body that takes long goes into a session, so that it is not sent again when its commit meets other writers. */
async function sendOne(run: UploadRun, request: UploadRequest): Promise<void> {
  if (request.size <= quickBytes) return sendAlone(run, request)
  return sendPack(run, { requests: [request], sessions: async () => [] }, new PQueue())
}

async function sendAlone(run: UploadRun, request: UploadRequest): Promise<void> {
  run.settle(request, await uploadPlainly(run, request))
}

function isFilled(entry: Entries[number] | undefined, request: UploadRequest): boolean {
  return entry?.['.tag'] === 'success' || hasArrived(entry?.['failure'], request.size)
}

function isUnavailable(error: unknown): boolean {
  if (error instanceof BadRequestError) return true
  return (
    error instanceof CloudError && error.code === 'app-refused' && error.data['reason'] === 'app_not_allowed'
  )
}

function isTooMuch(error: unknown): boolean {
  return error instanceof RouteError && tagsOf(error.error)[0] === 'payload_too_large'
}
