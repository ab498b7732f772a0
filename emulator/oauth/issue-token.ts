import { allAccounts } from '../accounts/account.ts'
import type { Dropbox } from '../dropbox.ts'
import { appByKey, registerApp } from './app.ts'
import { createAccessToken, createGrant } from './grant.ts'

/** Who shall get a token, for what; everything has a default. */
export interface TokenWish {
  /** The account's id; the oldest account by default. */
  account?: string | undefined
  /** The app's key; an app with full access by default. */
  app?: string | undefined
  /** The app's scopes by default. */
  scopes?: readonly string[] | undefined
  /** Seconds; the configured lifetime by default. */
  expiresIn?: number | undefined
}

export interface IssuedToken {
  access_token: string
  refresh_token: string
  /** seconds */
  expires_in: number
  account_id: string
  app_key: string
}

const DEFAULT_APP = 'emulatorappkey0'

/** Gives a token without anybody being asked, for scripts and tests. */
export function issueToken(dropbox: Dropbox, wish: TokenWish): IssuedToken {
  const { database, chance, now, config } = dropbox
  const key = wish.app ?? DEFAULT_APP
  const app = appByKey(database, key) ?? registerApp(database, chance, { key })
  const account = wish.account ?? allAccounts(database)[0]?.id
  if (account === undefined) throw new Error('there is no account')
  const scopes = wish.scopes ?? app.scopes
  const lifetime = wish.expiresIn ?? config().tokens.accessTokenLifetime
  return database.transaction(() => {
    const grant = createGrant(database, chance, { account, app: key, scopes, offline: true })
    return {
      access_token: createAccessToken(database, chance, grant, scopes, now() + lifetime * 1000),
      refresh_token: grant.refreshToken ?? '',
      expires_in: lifetime,
      account_id: account,
      app_key: key,
    }
  })
}
