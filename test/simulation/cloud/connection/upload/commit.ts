import type { RemoteFile } from '../../../../../runtime/core/tree.ts'
import type { ItemResult, UploadRequest } from '../../../../../runtime/ports/cloud.ts'
import { commit } from '../../account/write.ts'
import { lookUp } from '../namespace.ts'
import { done, refused, unlessElsewhere } from '../results.ts'
import type { Wire } from '../wire.ts'

/** A file whose bytes are all in a closed session. */
export interface Commit {
  readonly request: UploadRequest
  readonly session: string
}

/** What the account made of one commit. `lost`: it does not know the session. */
export type CommitOutcome = ItemResult<RemoteFile> | { readonly lost: true }

/** Writes bytes that are known to have the request's hash, only over the revision that they replace or where nothing is. */
export function commitBytes(
  { account }: Wire,
  { path, hash, modified, over }: UploadRequest,
  bytes: Uint8Array,
): ItemResult<RemoteFile> {
  const mode = over === undefined ? 'add' : { update: over }
  return unlessElsewhere(path, commit(account, { path, content: { hash, bytes }, modified, mode }))
}

/** Commits a session; afterwards it is gone. A refused one stays. */
export function commitSession(wire: Wire, { request, session }: Commit): CommitOutcome {
  const refusal = wire.refusal('finish')
  if (refusal !== undefined) return refused(refusal)
  const { sessions } = wire.account.state
  const held = sessions.get(session)
  if (held?.closed !== true || held.bytes.byteLength !== request.size) return { lost: true }
  const result = commitBytes(wire, request, held.bytes)
  if (result.ok) sessions.delete(session)
  return result
}

/**
 * Looks into a conflict: a commit that was made although its answer was lost, or by another box, left the same content there, and
 * that is what was wanted.
 */
export async function resolved(
  wire: Wire,
  request: UploadRequest,
  result: ItemResult<RemoteFile>,
  signal: AbortSignal,
): Promise<ItemResult<RemoteFile>> {
  if (result.ok || result.refusal.reason !== 'conflict') return result
  const present = await sameInDropbox(wire, request, signal)
  return present === undefined ? result : done(present)
}

export async function sameInDropbox(
  wire: Wire,
  { path, hash, size }: UploadRequest,
  signal: AbortSignal,
): Promise<RemoteFile | undefined> {
  const present = await lookUp(wire, path, signal)
  return present?.kind === 'file' && present.hash === hash && present.size === size ? present : undefined
}
