import { revokeGrant } from '../../oauth/grant.ts'
import { rpc } from '../../protocol/route.ts'

/** Kills the token it is called with, its refresh token and all of their siblings. */
export const revokeToken = rpc('auth/token/revoke', null, null, ({ dropbox, grant }) => {
  revokeGrant(dropbox.database, grant.id)
  return null
})
