import { ContentError, confirm, readPart, withSource } from '../../../../../runtime/cloud/upload/content.ts'
import { each } from '../../../../../runtime/cloud/upload/each.ts'
import { contentHasher } from '../../../../../runtime/core/content-hash.ts'
import type { RemoteFile } from '../../../../../runtime/core/tree.ts'
import type { ItemResult, UploadRequest, UploadSource } from '../../../../../runtime/ports/cloud.ts'
import { append, startSessions } from '../../account/session.ts'
import { refused } from '../results.ts'
import { commitSession, resolved } from './commit.ts'
import { sessionMemory } from './session-memory.ts'
import { surviving } from './source.ts'
import type { UploadRun } from './upload.ts'

const filesAtOnce = 2

/** Sends large files part by part, each through a session that a later run can go on with. */
export async function uploadLarge(run: UploadRun, requests: readonly UploadRequest[]): Promise<void> {
  await each(requests, filesAtOnce, async (request) => {
    const filled = await fillSession(run, request)
    if (typeof filled !== 'string') return run.settle(request, filled)
    run.committer.add({ request, session: filled, again: () => sendAgain(run, request) })
  })
}

/** Once more from the first byte, committed by itself. */
async function sendAgain(run: UploadRun, request: UploadRequest): Promise<ItemResult<RemoteFile>> {
  const { wire, sessions, signal } = run
  sessionMemory(sessions, request).forget()
  const filled = await fillSession(run, request)
  if (typeof filled !== 'string') return filled
  run.committing([request])
  const { value } = await wire.exclusively(signal, () =>
    wire.call('finish', signal, () => commitSession(wire, { request, session: filled })),
  )
  if (!('lost' in value)) return resolved(wire, request, value, signal)
  return refused({ reason: 'interrupted', detail: 'the upload session was lost twice' })
}

/** Brings a whole file into a session and closes it. A remembered session that is of no use is exchanged for a new one, once. */
async function fillSession(run: UploadRun, request: UploadRequest): Promise<string | ItemResult<RemoteFile>> {
  const { wire, sessions } = run
  const memory = sessionMemory(sessions, request)
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      const known = memory.recall(wire.clock.now())
      const session = await withSource(surviving(wire, request), async (source) =>
        sendParts(run, request, source, known ?? (await startSession(run, request))),
      )
      if (session !== undefined) return session
      memory.forget()
    } catch (error) {
      if (!(error instanceof ContentError)) throw error
      memory.forget()
      return refused(error.refusal)
    }
  }
  return refused({ reason: 'interrupted', detail: 'the upload session was refused twice' })
}

async function startSession({ wire, sessions, signal }: UploadRun, request: UploadRequest) {
  const { value } = await wire.call('start-sessions', signal, () => startSessions(wire.account, 1))
  const started = { session: value[0] ?? '', offset: 0, startedAt: wire.clock.now() }
  sessionMemory(sessions, request).keep(started)
  return started
}

/**
 * Reads the file once, in order, and sends what the session does not hold yet. The last part closes the session, and goes only when
 * all that was read is what was to be sent. Undefined when the session is of no use.
 */
async function sendParts(
  { wire, limits, sessions, signal, progress }: UploadRun,
  request: UploadRequest,
  source: UploadSource,
  known: { readonly session: string; readonly offset: number; readonly startedAt: number },
): Promise<string | undefined> {
  const { path, size, hash } = request
  const { session } = known
  const hasher = contentHasher()
  for (let offset = 0; offset < size; ) {
    const isHeld = offset < known.offset
    const bytes = await readPart(
      source,
      offset,
      Math.min(limits.partSize, (isHeld ? known.offset : size) - offset),
    )
    hasher.update(bytes)
    const part = { offset, bytes, close: offset + bytes.byteLength === size }
    offset += bytes.byteLength
    await confirm(source, part.close ? { is: hasher.digest(), shouldBe: hash } : undefined)
    if (isHeld) continue
    const { value: arrived } = await wire.call('append', signal, () => append(wire.account, session, part))
    if (!arrived) return undefined
    sessionMemory(sessions, request).keep({ ...known, offset })
    progress?.(path, bytes.byteLength)
  }
  return session
}
