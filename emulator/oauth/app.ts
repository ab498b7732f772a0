import type { Chance } from '../chance.ts'
import type { Database } from '../storage/database.ts'

/** An app registered with Dropbox. */
export interface App {
  key: string
  /** null: a public app, which proves itself by PKCE alone */
  secret: string | null
  name: string
  access: 'full' | 'app_folder'
  scopes: readonly string[]
  /** Empty: any redirect address is taken. */
  redirectUris: readonly string[]
}

/** Every scope that a user's token may carry. */
export const ALL_SCOPES: readonly string[] = [
  'account_info.read',
  'files.metadata.read',
  'files.metadata.write',
  'files.content.read',
  'files.content.write',
  'sharing.read',
  'sharing.write',
]

interface AppRow {
  key: string
  secret: string | null
  name: string
  access: App['access']
  scopes: string
  redirect_uris: string
}

/** The app with this key, or undefined. */
export function appByKey(database: Database, key: string): App | undefined {
  const row = database.get<AppRow>('SELECT * FROM app WHERE key = ?', key)
  return (
    row && {
      key: row.key,
      secret: row.secret,
      name: row.name,
      access: row.access,
      scopes: row.scopes.split(' '),
      redirectUris: row.redirect_uris === '' ? [] : row.redirect_uris.split(' '),
    }
  )
}

/** Registers an app, or changes the one with the same key. What is not given is: full access, all scopes, no secret. */
export function registerApp(
  database: Database,
  chance: Chance,
  wish: { [Member in keyof App]?: App[Member] | undefined },
): App {
  const app: App = {
    key: wish.key ?? chance.hex(15),
    secret: wish.secret ?? null,
    name: wish.name ?? `Emulated app ${wish.key ?? ''}`.trim(),
    access: wish.access ?? 'full',
    scopes: wish.scopes ?? ALL_SCOPES,
    redirectUris: wish.redirectUris ?? [],
  }
  database.run(
    'INSERT OR REPLACE INTO app (key, secret, name, access, scopes, redirect_uris) VALUES (?, ?, ?, ?, ?, ?)',
    app.key,
    app.secret,
    app.name,
    app.access,
    app.scopes.join(' '),
    app.redirectUris.join(' '),
  )
  return app
}
