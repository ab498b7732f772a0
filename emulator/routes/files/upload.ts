import * as v from 'valibot'
import type { Received } from '../../content/part.ts'
import { renderFile } from '../../namespace/metadata.ts'
import { RouteFailure, type Tagged, tag, WriteFailure } from '../../protocol/failures.ts'
import { contentHash, optional } from '../../protocol/fields.ts'
import { type Call, upload } from '../../protocol/route.ts'
import { commit, commitFields, refuseRoot, writing } from './commit.ts'

export const uploadFile = upload(
  'files/upload',
  'files.content.write',
  v.strictObject({ ...commitFields, content_hash: optional(contentHash) }),
  async (call, { content_hash, ...info }) => {
    const { dropbox, view } = call
    refuseRoot(info.path, 'HTTP header "Dropbox-API-Arg"')
    const received = await dropbox.parts.receive(call.body)
    if (content_hash !== null && content_hash !== received.contentHash) {
      await dropbox.parts.discard(received)
      throw new RouteFailure(tag('content_hash_mismatch'))
    }
    // The bytes wait in a session until they are a file, so that a refused write does not lose them.
    const session = keepInSession(call, received)
    const pieces = dropbox.sessions.pieces({
      id: session,
      type: 'sequential',
      closed: true,
      size: received.length,
    })
    const content = await dropbox.contents.measure(pieces)
    try {
      const { file, orphans } = await writing(call, 1, () => {
        const written = commit(call, content, info)
        dropbox.contents.keep(content, pieces)
        return { file: written, orphans: dropbox.sessions.forget(session) }
      })
      for (const part of orphans) await dropbox.parts.drop(part)
      return renderFile(view, file, dropbox.config().names.cloudDocuments)
    } catch (error) {
      if (!(error instanceof WriteFailure)) throw error
      throw new RouteFailure(uploadWriteFailed(error, session))
    }
  },
)

function keepInSession({ dropbox, account }: Call, received: Received): string {
  return dropbox.database.transaction(() => {
    const session = dropbox.sessions.start(account.id, 'sequential')
    dropbox.sessions.append(account.id, session.id, 0, received, true)
    return session.id
  })
}

/** UploadWriteFailed is a struct: its members stand beside the tag. */
function uploadWriteFailed(failure: WriteFailure, session: string): Tagged {
  return { '.tag': 'path', reason: failure.error, upload_session_id: session }
}
