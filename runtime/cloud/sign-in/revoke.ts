import * as v from 'valibot'
import { CloudError } from '../../ports/cloud.ts'
import { type ConnectionOptions, createConnection } from '../connection/connection.ts'

/**
 * Ends a box's link at Dropbox: its refresh token and every access token made from it (auth/token/revoke). A link that is gone
 * already is a success. Throws CloudError.
 */
export async function revokeAccess(options: ConnectionOptions, signal?: AbortSignal): Promise<void> {
  const connection = createConnection(options)
  try {
    await connection.rpc('auth/token/revoke', v.null(), signal, (sdk) => sdk.authTokenRevoke())
  } catch (error) {
    if (!(error instanceof CloudError && error.code === 'unlinked')) throw error
  } finally {
    await connection.close()
  }
}
