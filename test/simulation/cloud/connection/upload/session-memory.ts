import { keyOf } from '../../../../../runtime/core/path.ts'
import type { SessionMemory, UploadRequest } from '../../../../../runtime/ports/cloud.ts'

type Known = NonNullable<ReturnType<SessionMemory['get']>>

/** A day less than Dropbox keeps a session (dropbox-api-spec, upload_session/start), in ms. */
const lifetime = 6 * 24 * 60 * 60 * 1000

/** The session of one file: of what is sent where; another content or place is another upload. */
export function sessionMemory(sessions: SessionMemory, request: UploadRequest) {
  const key = `${keyOf(request.path)}\0${request.hash}\0${request.size}`
  return {
    /** The session to go on with, if there is one. `now` in ms since 1970. */
    recall(now: number): Known | undefined {
      const known = sessions.get(key)
      if (known === undefined) return undefined
      const age = now - known.startedAt
      if (age >= 0 && age < lifetime && known.offset <= request.size) return known
      sessions.delete(key)
      return undefined
    },
    keep: (known: Known): void => sessions.put(key, known),
    forget: (): void => sessions.delete(key),
  }
}
