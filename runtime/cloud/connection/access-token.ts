import type { Clock } from '../../ports/clock.ts'
import { CloudError } from '../../ports/cloud.ts'
import type { AccessToken, Credentials } from '../sign-in/credentials.ts'
import { GrantError, type TokenGrant } from './token-endpoint.ts'

/** Gives every call a token that is good now. */
export interface AccessTokens {
  /** Throws CloudError 'unlinked' when the link is gone, and what `refresh` throws. */
  current(): Promise<string>
  /** Says that Dropbox refused this token; false when no other can be had. */
  renew(refused: string): boolean
}

/** A token is replaced this long before it ends, in ms, or at half of a shorter life, so that no upload is caught half way. */
const margin = 5 * 60 * 1000

/** However many calls wait for a new token, `refresh` is asked once for all of them. */
export function createAccessTokens({
  credentials,
  clock,
  refresh,
  onRenewed,
}: {
  readonly credentials: Credentials
  readonly clock: Clock
  readonly refresh: (parameters: Readonly<Record<string, string>>) => Promise<TokenGrant>
  readonly onRenewed: () => void
}): AccessTokens {
  let access = credentials.access
  let goodUntil = (access?.expiresAt ?? Number.POSITIVE_INFINITY) - margin
  let refreshing: Promise<AccessToken> | undefined

  const fresh = async (): Promise<AccessToken> => {
    if (credentials.kind === 'temporary')
      throw new CloudError('unlinked', 'The access token has expired and there is nothing to renew it with', {
        data: { reason: 'expired_access_token' },
      })
    try {
      const grant = await refresh({
        grant_type: 'refresh_token',
        refresh_token: credentials.refreshToken.reveal(),
        client_id: credentials.appKey,
      })
      onRenewed()
      return grant.access
    } catch (error) {
      if (!(error instanceof GrantError)) throw error
      if (error.code === 'invalid_client' || error.code === 'unauthorized_client')
        throw new CloudError('app-refused', 'Dropbox does not know the app this box was linked with', {
          cause: error,
          data: { reason: error.code },
        })
      throw new CloudError('unlinked', `Dropbox no longer accepts this box's link: ${error.code}`, {
        cause: error,
        data: { reason: error.code },
      })
    }
  }

  const isGood = (): boolean => credentials.kind === 'temporary' || clock.now() < goodUntil

  return {
    async current() {
      if (access !== undefined && isGood()) return access.token.reveal()
      refreshing ??= fresh()
        .then((renewed) => {
          const life = (renewed.expiresAt ?? Number.POSITIVE_INFINITY) - clock.now()
          goodUntil = clock.now() + Math.max(life - margin, life / 2)
          access = renewed
          return renewed
        })
        .finally(() => {
          refreshing = undefined
        })
      return (await refreshing).token.reveal()
    },
    renew(refused) {
      if (credentials.kind === 'temporary') return false
      if (access?.token.reveal() === refused) access = undefined
      return true
    },
  }
}
