import type { IncomingMessage } from 'node:http'
import { accountById } from '../accounts/account.ts'
import type { Dropbox } from '../dropbox.ts'
import type { Answer } from '../protocol/answer.ts'
import { encodeJson } from '../protocol/json.ts'
import { textOf } from '../protocol/request-body.ts'
import { type App, appByKey, registerApp } from './app.ts'
import { createAccessToken, createGrant, grantOfRefreshToken, matchesChallenge, takeCode } from './grant.ts'

/** What is wrong with a token request, as RFC 6749 section 5.2 names it. */
class TokenError extends Error {
  readonly code: string
  readonly status: number
  readonly description: string | undefined
  constructor(code: string, description: string | undefined, status = 400) {
    super(description ?? code)
    this.code = code
    this.description = description
    this.status = status
  }
}

/**
 * Answers `POST /oauth2/token`: a code or a refresh token against an access token. Parameters may stand in the body
 * or, as the JavaScript SDK puts them, in the address.
 */
export async function answerTokenRequest(
  dropbox: Dropbox,
  request: IncomingMessage,
  url: URL,
): Promise<Answer> {
  const parameters = new URLSearchParams(url.searchParams)
  for (const [name, value] of new URLSearchParams(await textOf(request))) parameters.set(name, value)
  addBasicCredentials(parameters, request.headers.authorization)
  try {
    if (request.method !== 'POST')
      throw new TokenError('invalid_request', 'This endpoint only accepts POST', 405)
    switch (parameters.get('grant_type')) {
      case 'authorization_code':
        return tokenAnswer(200, exchangeCode(dropbox, parameters))
      case 'refresh_token':
        return tokenAnswer(200, refresh(dropbox, parameters))
      case null:
        throw new TokenError('invalid_request', 'missing required parameter "grant_type"')
      default:
        throw new TokenError(
          'unsupported_grant_type',
          'grant_type must be "authorization_code" or "refresh_token"',
        )
    }
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    return tokenAnswer(error.status, { error: error.code, error_description: error.description })
  }
}

/** Recorded: the token endpoint calls its JSON `text/javascript`; its errors are plain JSON. */
function tokenAnswer(status: number, result: Record<string, unknown>): Answer {
  return {
    status,
    headers: { 'Content-Type': status === 200 ? 'text/javascript' : 'application/json' },
    body: encodeJson(result),
  }
}

function exchangeCode(dropbox: Dropbox, parameters: URLSearchParams): Record<string, unknown> {
  const { database, chance, now, config } = dropbox
  const code = required(parameters, 'code')
  const app = clientApp(dropbox, parameters)
  const request = takeCode(database, now(), code)
  if (!request || request.app !== app.key)
    throw new TokenError('invalid_grant', "code doesn't exist or has expired")
  if (request.redirectUri !== parameters.get('redirect_uri')) {
    throw new TokenError('invalid_grant', 'redirect_uri mismatch')
  }
  const verifier = parameters.get('code_verifier')
  if (request.challenge) {
    if (verifier === null) throw new TokenError('invalid_grant', 'missing required parameter "code_verifier"')
    if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier) || !matchesChallenge(request.challenge, verifier)) {
      throw new TokenError('invalid_grant', 'invalid code verifier')
    }
  } else {
    if (verifier !== null) throw new TokenError('invalid_grant', 'code_verifier was not expected')
    requireSecret(dropbox, app, parameters)
  }
  const account = accountById(database, request.account)
  if (!account) throw new TokenError('invalid_grant', "code doesn't exist or has expired")
  const lifetime = config().tokens.accessTokenLifetime
  return database.transaction(() => {
    const grant = createGrant(database, chance, {
      account: request.account,
      app: app.key,
      scopes: request.scopes,
      offline: request.accessType === 'offline',
    })
    return {
      access_token: createAccessToken(database, chance, grant, request.scopes, now() + lifetime * 1000),
      token_type: 'bearer',
      expires_in: lifetime,
      refresh_token: grant.refreshToken ?? undefined,
      scope: request.scopes.join(' '),
      uid: String(account.uid),
      account_id: account.id,
    }
  })
}

function refresh(dropbox: Dropbox, parameters: URLSearchParams): Record<string, unknown> {
  const { database, chance, now, config } = dropbox
  const token = required(parameters, 'refresh_token')
  const app = clientApp(dropbox, parameters)
  const grant = grantOfRefreshToken(database, token)
  if (!grant || grant.app !== app.key)
    throw new TokenError('invalid_grant', 'refresh token is invalid or revoked')
  const asked = parameters.get('scope')?.split(/\s+/).filter(Boolean)
  if (asked?.some((scope) => !grant.scopes.includes(scope))) {
    throw new TokenError('invalid_scope', 'requested scopes were not granted')
  }
  const lifetime = config().tokens.accessTokenLifetime
  return {
    access_token: createAccessToken(database, chance, grant, asked ?? grant.scopes, now() + lifetime * 1000),
    token_type: 'bearer',
    expires_in: lifetime,
    scope: asked?.join(' '),
  }
}

function clientApp(dropbox: Dropbox, parameters: URLSearchParams): App {
  const key = required(parameters, 'client_id')
  const known = appByKey(dropbox.database, key)
  if (!known && dropbox.config().tokens.unknownApps === 'refuse') throw invalidClient(dropbox)
  const app = known ?? registerApp(dropbox.database, dropbox.chance, { key })
  const secret = parameters.get('client_secret')
  if (secret !== null && app.secret !== null && secret !== app.secret) throw invalidClient(dropbox)
  return app
}

function requireSecret(dropbox: Dropbox, app: App, parameters: URLSearchParams): void {
  if (app.secret !== null && parameters.get('client_secret') === null) throw invalidClient(dropbox)
}

/** Seen at the service: one text, the code in front (github.com/s-aska/dropbox-api-command/issues/41). */
function invalidClient({ config }: Dropbox): TokenError {
  const status = config().tokens.invalidClientStatus
  return new TokenError('invalid_client: Invalid client_id or client_secret', undefined, status)
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name)
  if (value === null || value === '')
    throw new TokenError('invalid_request', `missing required parameter "${name}"`)
  return value
}

function addBasicCredentials(parameters: URLSearchParams, header: string | undefined): void {
  const encoded = header?.match(/^Basic ([A-Za-z0-9+/=]+)$/i)?.[1]
  if (encoded === undefined) return
  const [key, secret] = Buffer.from(encoded, 'base64').toString().split(':')
  if (key) parameters.set('client_id', decodeURIComponent(key))
  if (secret) parameters.set('client_secret', decodeURIComponent(secret))
}
