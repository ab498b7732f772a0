import * as v from 'valibot'
import type { ContentHash } from '../../core/tree.ts'
import type { OpenSession, UploadRequest } from '../../ports/cloud.ts'
import { RouteError } from '../connection/call-errors.ts'
import type { RequestBody } from '../connection/http.ts'
import { createArrived } from './arrived.ts'
import { changedWhileRead } from './content.ts'
import type { Part } from './part.ts'
import { isDamaged } from './plain.ts'
import { bodyProgress } from './progress.ts'
import type { UploadRun } from './run.ts'
import { sessionMemory } from './session-memory.ts'
import { hasArrived } from './session-state.ts'

/** What a part is sent as. */
export interface PartContent {
  readonly pieces: RequestBody['pieces']
  readonly hash: ContentHash
  /** What its hash is found to be when Dropbox says that other bytes came. */
  readonly hashNow: () => Promise<ContentHash>
  /** Called once when it is sent, or has failed. */
  readonly ended: () => Promise<void>
}

/** Brings parts of a file into a session, several at once, and remembers what has arrived. */
export interface PartSender {
  /** Begins to send a part. */
  send(part: Part, content: PartContent): void
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  /** The first error, after which nothing more is to be sent. */
  readonly failure: { readonly error: unknown } | undefined
}

const attemptsPerPart = 3

export function createPartSender(run: UploadRun, request: UploadRequest, known: OpenSession): PartSender {
  const memory = sessionMemory(run.sessions, request)
  const arrived = createArrived(known.offset, known.beyond)
  const underWay = new Set<Promise<void>>()
  let failure: PartSender['failure']

  const send = async (part: Part, content: PartContent): Promise<void> => {
    try {
      try {
        await appendPart(run, request, known.session, part, content)
        arrived.add(part.offset, part.length)
        memory.keep({ ...known, offset: arrived.end, beyond: arrived.beyond })
        run.committer.look()
      } finally {
        await content.ended()
      }
    } catch (error) {
      failure ??= { error }
    }
  }

  return {
    send(part, content) {
      const sending: Promise<void> = send(part, content).finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    async settled() {
      await Promise.all(underWay)
    },
    get failure() {
      return failure
    },
  }
}

/** One part, sent again when it was damaged on the way (files/upload_session/append_v2). */
async function appendPart(
  run: UploadRun,
  request: UploadRequest,
  session: string,
  part: Part,
  { pieces, hash, hashNow }: PartContent,
): Promise<void> {
  const onSent = bodyProgress([{ path: request.path, size: part.length }], run.progress)
  const argument = {
    cursor: { session_id: session, offset: part.offset },
    close: part.isLast,
    content_hash: hash,
  }
  const body = { pieces, ...(onSent ? { onSent } : {}) }
  for (let attempt = 1; ; attempt++) {
    try {
      await run.connection.upload('files/upload_session/append_v2', argument, body, v.null(), run.signal)
      return
    } catch (error) {
      if (error instanceof RouteError && hasArrived(error.error, part.offset + part.length)) return
      if (!isDamaged(error)) throw error
      if ((await hashNow()) !== hash) throw changedWhileRead(error)
      if (attempt === attemptsPerPart) throw error
    }
  }
}
