import { type Account, CloudError } from '../../ports/cloud.ts'
import { account } from '../account.ts'
import { type ConnectionOptions, createConnection } from '../connection/connection.ts'
import { contained } from '../connection/contain.ts'
import { hostAddresses } from '../connection/hosts.ts'
import { GrantError, requestToken, type TokenGrant } from '../connection/token-endpoint.ts'
import { createTransport } from '../connection/transport.ts'
import type { Credentials } from './credentials.ts'

/** What Dropbox says of a link. */
export interface LinkExamined {
  readonly account: Account
  /** The permissions that it gives; undefined where Dropbox does not tell. */
  readonly scopes: readonly string[] | undefined
  /** When the access token ends, ms since 1970; undefined where nobody said. */
  readonly expiresAt: number | undefined
}

/**
 * Asks Dropbox whose a link is and what it permits; a lasting one is renewed for that, which changes nothing of it. Throws CloudError: `unlinked`
 * when Dropbox no longer accepts it, `app-refused` when it is the app, `offline`, `bad-answer` or `aborted`.
 */
export async function examineLink(
  options: ConnectionOptions & { readonly silence: number },
  signal: AbortSignal,
): Promise<LinkExamined> {
  const { credentials } = options
  const grant = credentials.kind === 'refreshable' ? await renew(options, credentials, signal) : undefined
  const access = grant?.access ?? credentials.access
  const used: Credentials = access === undefined ? credentials : { kind: 'temporary', access }
  const connection = createConnection({ ...options, credentials: used })
  try {
    return { account: await account(connection, signal), scopes: grant?.scopes, expiresAt: access?.expiresAt }
  } catch (error) {
    throw contained(error)
  } finally {
    await connection.close()
  }
}

async function renew(
  { apiUrl, environment = {}, clock, random, userAgent, silence }: Parameters<typeof examineLink>[0],
  credentials: Extract<Credentials, { kind: 'refreshable' }>,
  signal: AbortSignal,
): Promise<TokenGrant> {
  const addresses = hostAddresses(apiUrl)
  const transport = createTransport({ connect: silence, pause: silence, address: addresses.api, environment })
  const endpoint = {
    transport,
    addresses,
    userAgent,
    silence,
    clock,
    random,
    log: () => {},
    slowDown: () => {},
  }
  try {
    return await requestToken(
      endpoint,
      {
        grant_type: 'refresh_token',
        refresh_token: credentials.refreshToken.reveal(),
        client_id: credentials.appKey,
      },
      signal,
    )
  } catch (error) {
    if (!(error instanceof GrantError)) throw error
    const isApp = error.code === 'invalid_client' || error.code === 'unauthorized_client'
    throw new CloudError(
      isApp ? 'app-refused' : 'unlinked',
      isApp ? 'Dropbox does not know the app this box was linked with' : 'Dropbox no longer accepts the link',
      { cause: error, data: { reason: error.code } },
    )
  } finally {
    await transport.close()
  }
}
