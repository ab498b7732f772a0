import type { Environment } from '../connection/proxy.ts'
import { CloudSetupError } from '../setup-error.ts'
import type { AccessToken, Credentials } from './credentials.ts'
import { readCredentials } from './credentials-file.ts'
import { type Secret, secret } from './secret.ts'

export interface LinkedWith {
  readonly credentials: Credentials
  readonly source: 'environment' | 'file'
  /** Others could read the file, which was put right. */
  readonly repaired: boolean
  /** The file was mounted here by somebody else, who decides who can read it. */
  readonly mounted: boolean
}

/**
 * What this box is linked with, or undefined when it is not. Variables come before the file: DROPBOX_REFRESH_TOKEN (with
 * DROPBOX_APP_KEY, else `appKey`), and DROPBOX_ACCESS_TOKEN (with DROPBOX_EXPIRES_AT, a date as of ISO 8601 or seconds since 1970).
 * Throws CloudSetupError, whose message says what to do.
 */
export async function findCredentials({
  environment,
  file,
  appKey,
  asItIs = false,
}: {
  readonly environment: Environment
  /** Absolute. */
  readonly file: string
  /** The key to use with a refresh token from the environment that comes without one. */
  readonly appKey: string | undefined
  /** Reads a file that others may read without making it private. */
  readonly asItIs?: boolean
}): Promise<LinkedWith | undefined> {
  const credentials = credentialsIn(environment, appKey)
  if (credentials !== undefined)
    return { credentials, source: 'environment', repaired: false, mounted: false }
  const found = await readCredentials(file, { asItIs })
  return found && { ...found, source: 'file' }
}

function credentialsIn(environment: Environment, appKey: string | undefined): Credentials | undefined {
  const refreshToken = secretIn(environment, 'DROPBOX_REFRESH_TOKEN')
  const token = secretIn(environment, 'DROPBOX_ACCESS_TOKEN')
  const access: AccessToken | undefined = token && { token, expiresAt: expiryIn(environment) }
  if (refreshToken === undefined) return access && { kind: 'temporary', access }
  const key = environment['DROPBOX_APP_KEY']?.trim() || appKey
  if (key === undefined)
    throw new CloudSetupError(
      'no-app-key',
      'DROPBOX_REFRESH_TOKEN needs the key of the Dropbox app it was made with: set DROPBOX_APP_KEY.',
    )
  return { kind: 'refreshable', appKey: key, refreshToken, access }
}

function secretIn(environment: Environment, name: string): Secret | undefined {
  const text = environment[name]?.trim()
  if (text === undefined || text === '') return undefined
  if (/^[\x21-\x7e]{1,4096}$/.test(text)) return secret(text)
  throw new CloudSetupError('credentials-malformed', `${name} does not hold a token.`, { data: { name } })
}

function expiryIn(environment: Environment): number | undefined {
  const text = environment['DROPBOX_EXPIRES_AT']?.trim()
  if (text === undefined || text === '') return undefined
  const number = Number(text)
  // Anything that large would be a date thousands of years away, if it were seconds.
  const time = Number.isNaN(number) ? Date.parse(text) : number > 1e11 ? number : number * 1000
  if (Number.isNaN(time))
    throw new CloudSetupError(
      'bad-expiry',
      'DROPBOX_EXPIRES_AT must be a date like 2026-01-31T12:00:00Z, or seconds since 1970.',
    )
  return time
}
