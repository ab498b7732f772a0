import { createHash } from 'node:crypto'
import type { Chance } from '../chance.ts'
import type { Database } from '../storage/database.ts'

/** What a person allowed an app: the tokens of one grant live and die together. */
export interface Grant {
  id: number
  account: string
  app: string
  scopes: readonly string[]
  refreshToken: string | null
}

/** What a request's access token stands for. */
export interface TokenUse {
  state: 'valid' | 'expired'
  grant: Grant
  scopes: readonly string[]
}

/** What an authorisation code was given for. */
export interface CodeRequest {
  account: string
  app: string
  redirectUri: string | null
  challenge: { text: string; method: 'S256' | 'plain' } | null
  scopes: readonly string[]
  accessType: 'offline' | 'online'
}

interface GrantRow {
  id: number
  account: string
  app: string
  scopes: string
  refresh_token: string | null
  revoked: number
}

/** Makes a single-use code that lives for `lifetime` seconds. */
export function createCode(
  database: Database,
  chance: Chance,
  now: number,
  lifetime: number,
  request: CodeRequest,
): string {
  const code = chance.token(43)
  database.run(
    `INSERT INTO authorization_code (code, account, app, redirect_uri, challenge, challenge_method, scopes, access_type,
       expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    code,
    request.account,
    request.app,
    request.redirectUri,
    request.challenge?.text ?? null,
    request.challenge?.method ?? null,
    request.scopes.join(' '),
    request.accessType,
    now + lifetime * 1000,
  )
  return code
}

/** Takes a code out of circulation and gives what it was for; undefined if it is unknown, used or too old. */
export function takeCode(database: Database, now: number, code: string): CodeRequest | undefined {
  const row = database.get<{
    account: string
    app: string
    redirect_uri: string | null
    challenge: string | null
    challenge_method: 'S256' | 'plain' | null
    scopes: string
    access_type: 'offline' | 'online'
    expires_at: number
  }>('DELETE FROM authorization_code WHERE code = ? RETURNING *', code)
  if (!row || row.expires_at <= now) return undefined
  return {
    account: row.account,
    app: row.app,
    redirectUri: row.redirect_uri,
    challenge:
      row.challenge === null ? null : { text: row.challenge, method: row.challenge_method ?? 'plain' },
    scopes: row.scopes.split(' '),
    accessType: row.access_type,
  }
}

/** Whether a PKCE verifier is the one whose challenge was given (RFC 7636, section 4.6). */
export function matchesChallenge(
  challenge: { text: string; method: 'S256' | 'plain' },
  verifier: string,
): boolean {
  const derived =
    challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')
  return derived === challenge.text
}

/** Records what a person allowed. */
export function createGrant(
  database: Database,
  chance: Chance,
  wish: { account: string; app: string; scopes: readonly string[]; offline: boolean },
): Grant {
  const refreshToken = wish.offline ? chance.token(64) : null
  const id = database.run(
    'INSERT INTO app_grant (account, app, scopes, refresh_token) VALUES (?, ?, ?, ?)',
    wish.account,
    wish.app,
    wish.scopes.join(' '),
    refreshToken,
  )
  return { id, account: wish.account, app: wish.app, scopes: wish.scopes, refreshToken }
}

/** The living grant of a refresh token, or undefined. */
export function grantOfRefreshToken(database: Database, refreshToken: string): Grant | undefined {
  const row = database.get<GrantRow>(
    'SELECT * FROM app_grant WHERE refresh_token = ? AND revoked = 0',
    refreshToken,
  )
  return row && grantOf(row)
}

/** Makes another access token of a grant; `expiresAt` is in ms since 1970. */
export function createAccessToken(
  database: Database,
  chance: Chance,
  grant: Grant,
  scopes: readonly string[],
  expiresAt: number,
): string {
  const token = `sl.u.${chance.token(120)}`
  database.run(
    'INSERT INTO access_token (token, grant_id, scopes, expires_at) VALUES (?, ?, ?, ?)',
    token,
    grant.id,
    scopes.join(' '),
    expiresAt,
  )
  return token
}

/** What an access token stands for; undefined if it never was one or was revoked. */
export function useOfToken(database: Database, now: number, token: string): TokenUse | undefined {
  const row = database.get<GrantRow & { token_scopes: string; expires_at: number }>(
    `SELECT app_grant.*, access_token.scopes AS token_scopes, access_token.expires_at
     FROM access_token JOIN app_grant ON app_grant.id = access_token.grant_id WHERE token = ? AND revoked = 0`,
    token,
  )
  if (!row) return undefined
  return {
    state: row.expires_at <= now ? 'expired' : 'valid',
    grant: grantOf(row),
    scopes: row.token_scopes.split(' '),
  }
}

/** Ends a grant: its refresh token and all of its access tokens are refused from now on. */
export function revokeGrant(database: Database, id: number): void {
  database.run('UPDATE app_grant SET revoked = 1 WHERE id = ?', id)
}

/** Ends every grant, of one account if given; gives how many. */
export function revokeAllGrants(database: Database, account: string | undefined): number {
  return database.all(
    'UPDATE app_grant SET revoked = 1 WHERE revoked = 0 AND (? IS NULL OR account = ?) RETURNING id',
    account ?? null,
    account ?? null,
  ).length
}

/** Lets every living access token expire now, of one account if given; gives how many. */
export function expireAccessTokens(database: Database, now: number, account: string | undefined): number {
  return database.all(
    `UPDATE access_token SET expires_at = ? WHERE expires_at > ?
     AND (? IS NULL OR grant_id IN (SELECT id FROM app_grant WHERE account = ?)) RETURNING token`,
    now,
    now,
    account ?? null,
    account ?? null,
  ).length
}

function grantOf(row: GrantRow): Grant {
  return {
    id: row.id,
    account: row.account,
    app: row.app,
    scopes: row.scopes.split(' '),
    refreshToken: row.refresh_token,
  }
}
