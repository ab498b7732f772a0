import * as v from 'valibot'
import { RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { type LinkResult, linkRefusalFrom } from './link-refusal.ts'

/** Ends a link: its address leads nowhere from then on (sharing/revoke_shared_link). Throws CloudError. */
export async function revokeLink(
  connection: Connection,
  url: string,
  signal: AbortSignal | undefined,
): Promise<LinkResult<null>> {
  try {
    await connection.rpc('sharing/revoke_shared_link', v.unknown(), signal, (sdk) =>
      sdk.sharingRevokeSharedLink({ url }),
    )
    return { ok: true, value: null }
  } catch (error) {
    const refused = linkRefusalFrom(error)
    // The answer to an earlier attempt was lost, which did it.
    const isDone = error instanceof RouteError && error.uncertain && refused.refusal.reason === 'missing'
    return isDone ? { ok: true, value: null } : refused
  }
}
