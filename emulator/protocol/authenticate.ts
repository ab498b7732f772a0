import type { IncomingHttpHeaders } from 'node:http'
import { type Account, accountById } from '../accounts/account.ts'
import type { Dropbox } from '../dropbox.ts'
import { type App, appByKey } from '../oauth/app.ts'
import { type Grant, useOfToken } from '../oauth/grant.ts'
import { AuthFailure, BadInput, tag } from './failures.ts'

/**
 * Who calls, by the access token in `Authorization` (or the `authorization` parameter). Throws BadInput for a header
 * that holds no token, AuthFailure for a token that is unknown, revoked, too old, or lacks the scope.
 */
export function authenticate(
  dropbox: Dropbox,
  headers: IncomingHttpHeaders,
  parameter: string | null,
  scope: string | null,
): { account: Account; app: App; grant: Grant } {
  const use = useOfToken(
    dropbox.database,
    dropbox.now(),
    readToken(headers.authorization ?? parameter ?? undefined),
  )
  const account = use && accountById(dropbox.database, use.grant.account)
  const app = use && appByKey(dropbox.database, use.grant.app)
  if (!use || !account || !app) throw new AuthFailure(tag('invalid_access_token'))
  if (use.state === 'expired') throw new AuthFailure(tag('expired_access_token'))
  if (headers['dropbox-api-select-user'] !== undefined) throw new AuthFailure(tag('invalid_select_user'))
  if (headers['dropbox-api-select-admin'] !== undefined) throw new AuthFailure(tag('invalid_select_admin'))
  if (scope !== null && !use.scopes.includes(scope)) {
    throw new AuthFailure({ '.tag': 'missing_scope', required_scope: scope })
  }
  return { account, app, grant: use.grant }
}

function readToken(header: string | undefined): string {
  if (header === undefined) {
    throw new BadInput('Must provide HTTP header "Authorization" or URL parameter "authorization".')
  }
  const [scheme, token, ...rest] = header.split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0) {
    throw new BadInput(
      `Invalid authorization value in HTTP header "Authorization": ${JSON.stringify(header)}. Expecting "Bearer <access token>".`,
    )
  }
  if (!/^[A-Za-z0-9._~+/=-]{11,}$/.test(token))
    throw new BadInput('The given OAuth 2 access token is malformed.')
  return token
}
