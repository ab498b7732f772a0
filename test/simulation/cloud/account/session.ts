import type { Account } from './account.ts'

/** An upload that is not yet a file; the account keeps it until it is committed or forgotten. */
export interface UploadSession {
  /** What has arrived, in order. */
  readonly bytes: Uint8Array
  readonly closed: boolean
}

/** Opens sessions and gives their ids (files/upload_session/start_batch). */
export function startSessions({ state, random }: Account, count: number): string[] {
  return Array.from({ length: count }, () => {
    const id = `session:${random.identity()}`
    state.sessions.set(id, { bytes: new Uint8Array(), closed: false })
    return id
  })
}

/**
 * Adds bytes at an offset, and closes the session with the last (files/upload_session/append_v2). What an earlier delivery of the
 * same request brought is not added again. False when the session is unknown or goes on elsewhere.
 */
export function append(
  { state }: Account,
  id: string,
  part: { readonly offset: number; readonly bytes: Uint8Array; readonly close: boolean },
): boolean {
  const session = state.sessions.get(id)
  if (session === undefined) return false
  if (session.closed) return true
  const held = session.bytes.byteLength
  if (held === part.offset + part.bytes.byteLength && held > part.offset) return true
  if (held !== part.offset) return false
  const bytes = held === 0 ? part.bytes : Buffer.concat([session.bytes, part.bytes])
  state.sessions.set(id, { bytes, closed: part.close })
  return true
}
