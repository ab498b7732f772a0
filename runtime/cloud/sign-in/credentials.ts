import type { Secret } from './secret.ts'

/** What opens one account until it expires, about four hours (dropbox.com/developers/documentation/http/documentation#oauth2-token). */
export interface AccessToken {
  readonly token: Secret
  /** ms since 1970 by this machine's clock, or undefined when nobody said. */
  readonly expiresAt: number | undefined
}

/**
 * What a box is linked with. `refreshable` lasts until a person unlinks it; `temporary` ends with its access token.
 */
export type Credentials =
  | {
      readonly kind: 'refreshable'
      /** The app's key, which is no secret. */
      readonly appKey: string
      readonly refreshToken: Secret
      readonly access: AccessToken | undefined
    }
  | { readonly kind: 'temporary'; readonly access: AccessToken }
