import * as v from 'valibot'
import type { AccessToken } from '../sign-in/credentials.ts'
import { type Secret, secret } from '../sign-in/secret.ts'
import { longestErrorAnswer } from './accepted.ts'
import { parsedOrText } from './answer.ts'
import { FaultError, faultOf } from './faults.ts'
import type { HostAddresses } from './hosts.ts'
import { type PersistOptions, persist } from './persist.ts'
import { readText, type Transport } from './transport.ts'

// A token goes into a header: anything but visible ASCII would be another header.
const TokenText = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,4096}$/))

const TokenAnswer = v.looseObject({
  access_token: TokenText,
  // Seconds; what is no time to live is no statement at all.
  expires_in: v.fallback(
    v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10 * 366 * 86_400))),
    undefined,
  ),
  refresh_token: v.optional(TokenText),
  scope: v.optional(v.string()),
})

const TokenRefusal = v.looseObject({ error: v.string() })

export interface TokenGrant {
  readonly access: AccessToken
  readonly refreshToken: Secret | undefined
  /** The permissions given, or undefined when the answer does not list them. */
  readonly scopes: readonly string[] | undefined
}

/** `/oauth2/token` refused, with an OAuth error code such as `invalid_grant` (RFC 6749, section 5.2). */
export class GrantError extends Error {
  override readonly name = 'GrantError'
  readonly code: string

  constructor(code: string) {
    super(`The token request was refused: ${code}`)
    this.code = code
  }
}

/** What a token request needs of the connection it goes over. */
export interface TokenEndpoint extends Omit<PersistOptions, 'route' | 'signal' | 'renewToken'> {
  readonly transport: Transport
  readonly addresses: HostAddresses
  readonly userAgent: string
  /** ms */
  readonly silence: number
}

/**
 * Asks `/oauth2/token` until there is an answer. The parameters go in the body, where nothing on the way logs them.
 * Throws GrantError when Dropbox refuses, CloudError 'offline', 'bad-answer' or 'aborted'.
 */
export function requestToken(
  endpoint: TokenEndpoint,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<TokenGrant> {
  const options = { ...endpoint, route: 'oauth2/token', signal, renewToken: () => false }
  return persist(options, () => attempt(endpoint, parameters, signal))
}

async function attempt(
  { transport, addresses, userAgent, silence, clock }: TokenEndpoint,
  parameters: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<TokenGrant> {
  const answer = await transport.send({
    method: 'POST',
    url: `${addresses.api}/oauth2/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': userAgent },
    body: new URLSearchParams(parameters).toString(),
    signal,
    silence,
  })
  const body = parsedOrText(await readText(answer.body, longestErrorAnswer))
  if (answer.status === 400 || answer.status === 401) {
    const refusal = v.safeParse(TokenRefusal, body)
    // Only the code is kept: a description, which Dropbox may write behind it, may repeat what was sent.
    const code = refusal.success
      ? refusal.output.error.split(':', 1)[0]
      : /^[a-z_]+(?=:)/.exec(String(body))?.[0]
    throw new GrantError(code ?? `status ${answer.status}`)
  }
  if (answer.status !== 200) throw new FaultError(faultOf(answer.status, answer.header('retry-after'), body))
  const grant = v.safeParse(TokenAnswer, body)
  if (!grant.success) throw new FaultError({ kind: 'bad-answer', detail: 'no token in the answer' })
  const { access_token, expires_in, refresh_token, scope } = grant.output
  return {
    access: {
      token: secret(access_token),
      expiresAt: expires_in === undefined ? undefined : clock.now() + expires_in * 1000,
    },
    refreshToken: refresh_token === undefined ? undefined : secret(refresh_token),
    scopes: scope?.split(' ').filter((name) => name !== ''),
  }
}
