import { CloudError } from '../../ports/cloud.ts'
import type { ConnectionOptions } from '../connection/connection.ts'
import { hostAddresses } from '../connection/hosts.ts'
import { GrantError, requestToken, type TokenGrant } from '../connection/token-endpoint.ts'
import { createTransport } from '../connection/transport.ts'
import { CloudSetupError } from '../setup-error.ts'
import type { Credentials } from './credentials.ts'
import { createPkce } from './pkce.ts'
import { scopes } from './scopes.ts'

export interface SignInOptions extends Omit<ConnectionOptions, 'credentials'> {
  /** The key of the Dropbox app; no secret. */
  readonly appKey: string
}

export interface SignIn {
  /** The page on which a person allows the app and is shown a code. */
  readonly url: string
  /**
   * Exchanges that code for credentials that last. A code works once.
   * Throws CloudError 'bad-code' (ask for another), 'app-refused' (an unknown app key, or `data.missing` permissions), 'offline',
   * 'bad-answer' or 'aborted'.
   */
  finish(code: string, signal?: AbortSignal): Promise<Credentials>
}

/**
 * Begins to link a box: OAuth's code flow with PKCE and offline access, the code shown for pasting since a box has no browser to be
 * sent back to (dropbox.com/developers/documentation/http/documentation#oauth2-authorize). Asks the network nothing yet.
 * Throws CloudSetupError 'bad-app-key' or 'bad-api-url'.
 */
export function startSignIn(options: SignInOptions): SignIn {
  const {
    appKey,
    apiUrl,
    clock,
    random,
    userAgent,
    log = () => {},
    environment = {},
    silence = 60_000,
  } = options
  if (!isAppKey(appKey))
    throw new CloudSetupError('bad-app-key', `"${appKey}" is not the key of a Dropbox app.`)
  const addresses = hostAddresses(apiUrl)
  const { verifier, challenge } = createPkce()
  const query = {
    client_id: appKey,
    response_type: 'code',
    token_access_type: 'offline',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    scope: scopes.join(' '),
  }
  return {
    url: `${addresses.www}/oauth2/authorize?${encoded(query)}`,
    async finish(code, signal) {
      const text = code.trim()
      if (!/^[\x21-\x7e]{1,1024}$/.test(text)) throw badCode('not_a_code')
      const transport = createTransport({
        connect: Math.min(silence, 15_000),
        pause: silence,
        address: addresses.api,
        environment,
      })
      try {
        const endpoint = { transport, addresses, userAgent, silence, clock, random, log, slowDown: () => {} }
        return credentialsFrom(
          appKey,
          await requestToken(
            endpoint,
            {
              grant_type: 'authorization_code',
              code: text,
              client_id: appKey,
              code_verifier: verifier.reveal(),
            },
            signal,
          ),
        )
      } catch (error) {
        throw error instanceof GrantError ? refusedGrant(error) : error
      } finally {
        await transport.close()
      }
    },
  }
}

/** Whether a text can be the key of an app, as Dropbox's app console shows it. */
export function isAppKey(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text)
}

function encoded(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}

function credentialsFrom(appKey: string, grant: TokenGrant): Credentials {
  const { refreshToken, access } = grant
  const missing = scopes.filter((scope) => grant.scopes !== undefined && !grant.scopes.includes(scope))
  if (missing.length > 0)
    throw new CloudError('app-refused', `The Dropbox app lacks permissions: ${missing.join(', ')}`, {
      data: { reason: 'missing_scope', missing },
    })
  if (refreshToken === undefined)
    throw new CloudError('bad-answer', 'Dropbox gave no lasting token', { data: { route: 'oauth2/token' } })
  return { kind: 'refreshable', appKey, refreshToken, access }
}

function refusedGrant(error: GrantError): CloudError {
  if (error.code !== 'invalid_client' && error.code !== 'unauthorized_client')
    return badCode(error.code, error)
  return new CloudError('app-refused', 'Dropbox does not know this app key', {
    cause: error,
    data: { reason: error.code },
  })
}

function badCode(reason: string, cause?: unknown): CloudError {
  return new CloudError('bad-code', 'Dropbox did not accept the code', { cause, data: { reason } })
}
