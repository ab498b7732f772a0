import { createHash } from 'node:crypto'
import { contentHashBlock } from '../../core/content-hash.ts'
import { keyOf } from '../../core/path.ts'
import type { SessionMemory, UploadRequest } from '../../ports/cloud.ts'

/** A session that is kept in mind; `offset` bytes of the file are in it without a gap. */
export interface KnownSession {
  readonly session: string
  readonly offset: number
  /** ms since 1970. */
  readonly startedAt: number
}

/** Dropbox keeps a session for 7 days (dropbox-api-spec, upload_session/start); a day less leaves time to use it, in ms. */
const lifetime = 6 * 24 * 60 * 60 * 1000

/** Sessions are filled block by block; of any other place it is not known what is there. */
function isEndOfPart(offset: number, size: number): boolean {
  return offset === size || (offset < size && offset % contentHashBlock === 0)
}

/** The upload sessions of large files, by what is sent where: another content or place is another upload. */
export function sessionMemory(sessions: SessionMemory, request: UploadRequest) {
  const key = createHash('sha256')
    .update(`${keyOf(request.path)}\0${request.hash}\0${request.size}`)
    .digest('hex')
  return {
    /** The session to go on with, if there is one that Dropbox still has. `now` in ms since 1970. */
    recall(now: number): KnownSession | undefined {
      const known = sessions.get(key)
      if (known === undefined) return undefined
      const age = now - known.startedAt
      if (age >= 0 && age < lifetime && isEndOfPart(known.offset, request.size)) return known
      sessions.delete(key)
      return undefined
    },
    keep: (known: KnownSession): void => sessions.put(key, known),
    forget: (): void => sessions.delete(key),
  }
}
