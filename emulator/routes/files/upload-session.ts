import * as v from 'valibot'
import type { Received } from '../../content/part.ts'
import { RouteFailure, tag } from '../../protocol/failures.ts'
import {
  bytes,
  contentHash,
  defaulted,
  flag,
  integer,
  nonEmpty,
  optional,
  symbol,
} from '../../protocol/fields.ts'
import { rpc, type UploadCall, upload } from '../../protocol/route.ts'

const SCOPE = 'files.content.write'

export const SessionCursor = v.strictObject({ session_id: nonEmpty, offset: bytes })
const SessionType = optional(symbol(['sequential', 'concurrent']))

export const sessionStart = upload(
  'files/upload_session/start',
  SCOPE,
  v.strictObject({
    close: defaulted(flag, false),
    session_type: SessionType,
    content_hash: optional(contentHash),
  }),
  async (call, { close, session_type, content_hash }) => {
    const { dropbox, account } = call
    const received = await receiveChecked(call, content_hash)
    const type = session_type ?? 'sequential'
    if (type === 'concurrent' && received.length > 0) {
      await dropbox.parts.discard(received)
      throw new RouteFailure(tag('concurrent_session_data_not_allowed'))
    }
    if (type === 'concurrent' && close) throw new RouteFailure(tag('concurrent_session_close_not_allowed'))
    return dropbox.database.transaction(() => {
      const session = dropbox.sessions.start(account.id, type)
      dropbox.sessions.append(account.id, session.id, 0, received, close)
      return { session_id: session.id }
    })
  },
)

export const sessionStartBatch = rpc(
  'files/upload_session/start_batch',
  SCOPE,
  v.strictObject({ num_sessions: integer(1, 1000), session_type: SessionType }),
  ({ dropbox, account }, { num_sessions, session_type }) =>
    dropbox.database.transaction(() => ({
      session_ids: Array.from(
        { length: num_sessions },
        () => dropbox.sessions.start(account.id, session_type ?? 'sequential').id,
      ),
    })),
)

export const sessionAppend = upload(
  'files/upload_session/append_v2',
  SCOPE,
  v.strictObject({
    cursor: SessionCursor,
    close: defaulted(flag, false),
    content_hash: optional(contentHash),
  }),
  async (call, { cursor, close, content_hash }) => {
    call.dropbox.sessions.check(call.account.id, cursor.session_id, cursor.offset)
    await appendBody(call, cursor, close, content_hash)
    return null
  },
)

/** Takes the body in and adds it to a session; a body that does not fit is not kept. */
export async function appendBody(
  call: UploadCall,
  cursor: v.InferOutput<typeof SessionCursor>,
  close: boolean,
  content_hash: string | null,
): Promise<Received> {
  const { dropbox, account } = call
  const received = await receiveChecked(call, content_hash)
  try {
    dropbox.sessions.append(account.id, cursor.session_id, cursor.offset, received, close)
  } catch (error) {
    await dropbox.parts.discard(received)
    throw error
  }
  return received
}

async function receiveChecked({ dropbox, body }: UploadCall, content_hash: string | null): Promise<Received> {
  const received = await dropbox.parts.receive(body)
  if (content_hash === null || content_hash === received.contentHash) return received
  await dropbox.parts.discard(received)
  throw new RouteFailure(tag('content_hash_mismatch'))
}
