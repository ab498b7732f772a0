import * as v from 'valibot'
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
    return linkRefusalFrom(error)
  }
}
