import * as v from 'valibot'
import { contentHashOf, createBlockHasher } from '../../content/content-hash.ts'
import type { Received } from '../../content/part.ts'
import { RouteFailure, type Tagged, tag } from '../../protocol/failures.ts'
import { bytes, contentHash, defaulted, flag, list, optional } from '../../protocol/fields.ts'
import { upload } from '../../protocol/route.ts'
import { SessionCursor } from './upload-session.ts'

const Entry = v.strictObject({ cursor: SessionCursor, length: bytes, close: defaulted(flag, false) })

/** Adds to many sessions at once: the body is the pieces, one after the other. */
export const sessionAppendBatch = upload(
  'files/upload_session/append_batch',
  'files.content.write',
  v.strictObject({ entries: list(Entry, 1, 1000), content_hash: optional(contentHash) }),
  async ({ dropbox, account, body }, { entries, content_hash }) => {
    const hasher = createBlockHasher()
    const pieces = splitBody(body, (chunk) => hasher.update(chunk))
    const received: Received[] = []
    const discardAll = async () => {
      for (const piece of received) await dropbox.parts.discard(piece)
    }
    for (const { length } of entries) received.push(await dropbox.parts.receive(pieces.take(length)))
    const fits =
      received.every((piece, index) => piece.length === entries[index]?.length) && (await pieces.isAtEnd())
    if (!fits) {
      await discardAll()
      throw new RouteFailure(tag('length_mismatch'))
    }
    if (content_hash !== null && contentHashOf(hasher.finish()) !== content_hash) {
      await discardAll()
      throw new RouteFailure(tag('content_hash_mismatch'))
    }
    const refused: Received[] = []
    const results = dropbox.database.transaction(() =>
      entries.map(({ cursor, close }, index): Tagged => {
        const piece = received[index]
        if (!piece) throw new Error('a piece is missing')
        try {
          dropbox.sessions.append(account.id, cursor.session_id, cursor.offset, piece, close)
          return tag('success')
        } catch (error) {
          if (!(error instanceof RouteFailure)) throw error
          refused.push(piece)
          return { '.tag': 'failure', failure: error.error }
        }
      }),
    )
    for (const piece of refused) await dropbox.parts.discard(piece)
    return { entries: results }
  },
)

/** Cuts a stream into pieces of given lengths, without holding more than a chunk of it. */
function splitBody(body: AsyncIterable<Uint8Array>, onChunk: (chunk: Uint8Array) => void) {
  const source = body[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()

  async function fill(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await source.next()
      if (next.done === true) return false
      onChunk(next.value)
      rest = next.value
    }
    return true
  }

  return {
    /** The next `length` bytes, or fewer if the body ends before. */
    async *take(length: number): AsyncGenerator<Uint8Array> {
      for (let left = length; left > 0; ) {
        if (!(await fill())) return
        const piece = rest.subarray(0, left)
        rest = rest.subarray(piece.length)
        left -= piece.length
        yield piece
      }
    },
    isAtEnd: async () => !(await fill()),
  }
}
