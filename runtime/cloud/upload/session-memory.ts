import { createHash } from 'node:crypto'
import { contentHashBlock } from '../../core/content-hash.ts'
import { keyOf } from '../../core/path.ts'
import type { OpenSession, SessionMemory, UploadRequest } from '../../ports/cloud.ts'

/** Dropbox keeps a session for 7 days (dropbox-api-spec, upload_session/start); a day less leaves time to use it, in ms. */
const lifetime = 6 * 24 * 60 * 60 * 1000

/** Sessions are filled block by block; of any other place it is not known what is there. */
function isEndOfPart(offset: number, size: number): boolean {
  return offset === size || (offset < size && offset % contentHashBlock === 0)
}

/** Whether what is said to be there can be: ranges in order, with gaps between them, none of which reaches the last part. */
function isPossible({ offset, beyond = [] }: OpenSession, size: number): boolean {
  const ends = [offset, ...beyond.flat()]
  return (
    isEndOfPart(offset, size) &&
    ends.every((end, index) => index === 0 || (end > (ends[index - 1] ?? 0) && end < size)) &&
    ends.slice(1).every((end) => end % contentHashBlock === 0)
  )
}

/** The upload sessions of large files, by what is sent where: another content or place is another upload. */
export function sessionMemory(sessions: SessionMemory, request: UploadRequest) {
  const key = createHash('sha256')
    .update(`${keyOf(request.path)}\0${request.hash}\0${request.size}`)
    .digest('hex')
  return {
    /** The session to go on with, if there is one that Dropbox still has. `now` in ms since 1970. */
    recall(now: number): OpenSession | undefined {
      const known = sessions.get(key)
      if (known === undefined) return undefined
      const age = now - known.startedAt
      if (age >= 0 && age < lifetime && isPossible(known, request.size)) return known
      sessions.delete(key)
      return undefined
    },
    keep: (known: OpenSession): void => sessions.put(key, known),
    forget: (): void => sessions.delete(key),
  }
}
