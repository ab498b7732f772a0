import type { Dropbox } from '../dropbox.ts'
import { type App, appByKey, registerApp } from './app.ts'

/** What an app asks for when it sends a person to the authorisation page. */
export interface AuthorizeRequest {
  app: App
  redirectUri: string | null
  state: string | null
  scopes: readonly string[]
  accessType: 'offline' | 'online'
  challenge: { text: string; method: 'S256' | 'plain' } | null
}

/** Reads the page's parameters; a string says what is wrong with them, for the person who looks at the page. */
export function readAuthorizeRequest(
  dropbox: Dropbox,
  parameters: URLSearchParams,
): AuthorizeRequest | string {
  const key = parameters.get('client_id')
  if (!key) return 'Missing client_id: the app must say its key.'
  if (parameters.get('response_type') !== 'code') return 'response_type must be "code".'
  const known = appByKey(dropbox.database, key)
  if (!known && dropbox.config().tokens.unknownApps === 'refuse')
    return `Unknown app: there is none with the key "${key}".`
  const app = known ?? registerApp(dropbox.database, dropbox.chance, { key })

  const redirectUri = parameters.get('redirect_uri')
  if (redirectUri !== null && !URL.canParse(redirectUri)) return 'redirect_uri is no address.'
  if (redirectUri !== null && app.redirectUris.length > 0 && !app.redirectUris.includes(redirectUri)) {
    return `Invalid redirect_uri: "${redirectUri}" is not one of the app's.`
  }
  const scope = parameters.get('scope')
  if (scope === '') return 'scope must not be empty: leave it out to ask for everything the app may have.'
  const scopes = scope === null ? app.scopes : scope.split(/\s+/)
  const unknown = scopes.find((one) => !app.scopes.includes(one))
  if (unknown !== undefined) return `Invalid scope: the app may not ask for "${unknown}".`

  const accessType = parameters.get('token_access_type') ?? 'online'
  if (accessType !== 'offline' && accessType !== 'online')
    return 'token_access_type must be "online" or "offline".'
  const challenge = readChallenge(parameters)
  if (typeof challenge === 'string') return challenge
  return { app, redirectUri, state: parameters.get('state'), scopes, accessType, challenge }
}

function readChallenge(parameters: URLSearchParams): AuthorizeRequest['challenge'] | string {
  const text = parameters.get('code_challenge')
  const method = parameters.get('code_challenge_method') ?? 'plain'
  if (text === null) return null
  if (method !== 'S256' && method !== 'plain') return 'code_challenge_method must be "S256" or "plain".'
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(text)) return 'code_challenge must be 43 to 128 URL-safe characters.'
  return { text, method }
}
