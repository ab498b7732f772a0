import { createHash, randomBytes } from 'node:crypto'
import { type Secret, secret } from './secret.ts'

/** A pair of PKCE: the challenge goes into the address, the verifier proves later who asked (RFC 7636). */
export interface Pkce {
  readonly verifier: Secret
  /** The verifier's SHA-256, in base64url without padding. */
  readonly challenge: string
}

/** A new pair, from 64 random bytes: 86 characters of the 43 to 128 that are allowed. */
export function createPkce(): Pkce {
  const verifier = randomBytes(64).toString('base64url')
  return { verifier: secret(verifier), challenge: challengeOf(verifier) }
}

/** The S256 challenge of a verifier (RFC 7636, section 4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier, 'ascii').digest('base64url')
}
