import type { Chance } from '../chance.ts'
import type { Database } from '../storage/database.ts'
import { addMemberFolder, createHome } from './home.ts'

export type AccountType = 'basic' | 'pro' | 'business'

/** A person with a Dropbox. */
export interface Account {
  /** `dbid:` and 35 URL-safe characters */
  id: string
  uid: number
  email: string
  givenName: string
  surname: string
  displayName: string
  type: AccountType
  /** The team's name; null for a person of their own. */
  team: string | null
  /** bytes */
  quota: number
  homeNamespace: number
  rootNamespace: number
}

/** What may be said about an account to be made; the rest is made up. */
export interface NewAccount {
  givenName?: string | undefined
  surname?: string | undefined
  displayName?: string | undefined
  email?: string | undefined
  type?: AccountType | undefined
  team?: string | undefined
  quota?: number | undefined
}

interface AccountRow {
  id: string
  uid: number
  email: string
  given_name: string
  surname: string
  display_name: string
  type: AccountType
  team: string | null
  quota: number
  home_namespace: number
  root_namespace: number
}

const DEFAULT_QUOTA = 2 * 1024 ** 4

/** Makes an account with an empty Dropbox; a member of a team gets a home folder in the team's space. */
export function createAccount(database: Database, chance: Chance, wish: NewAccount): Account {
  return database.transaction(() => {
    const number = (database.get<{ n: number }>('SELECT COUNT(*) AS n FROM account')?.n ?? 0) + 1
    const givenName = wish.givenName ?? wish.displayName?.split(' ')[0] ?? 'Freddy'
    const surname = wish.surname ?? wish.displayName?.split(' ').slice(1).join(' ') ?? ''
    const displayName = wish.displayName ?? [givenName, surname].filter(Boolean).join(' ')
    const team = wish.team ?? null
    const { home, root } =
      team === null ? createHome(database) : addMemberFolder(database, chance, team, displayName)
    const account: Account = {
      id: `dbid:${chance.token(35)}`,
      uid: 44_076_341 + number,
      email:
        wish.email ??
        `${givenName.toLowerCase().replace(/[^a-z0-9]+/g, '')}${number === 1 ? '' : number}@example.com`,
      givenName,
      surname,
      displayName,
      type: wish.type ?? (team === null ? 'basic' : 'business'),
      team,
      quota: wish.quota ?? DEFAULT_QUOTA,
      homeNamespace: home,
      rootNamespace: root,
    }
    database.run(
      `INSERT INTO account (id, uid, email, given_name, surname, display_name, type, team, quota, home_namespace,
         root_namespace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      account.id,
      account.uid,
      account.email,
      account.givenName,
      account.surname,
      account.displayName,
      account.type,
      account.team,
      account.quota,
      account.homeNamespace,
      account.rootNamespace,
    )
    return account
  })
}

/** The account with this id, or undefined. */
export function accountById(database: Database, id: string): Account | undefined {
  const row = database.get<AccountRow>('SELECT * FROM account WHERE id = ?', id)
  return row && accountOf(row)
}

/** The account with this id, e-mail address or display name, or undefined. */
export function findAccount(database: Database, name: string): Account | undefined {
  const row = database.get<AccountRow>(
    'SELECT * FROM account WHERE id = ? OR email = ? OR display_name = ? ORDER BY uid LIMIT 1',
    name,
    name,
    name,
  )
  return row && accountOf(row)
}

/** Every account, the oldest first. */
export function allAccounts(database: Database): Account[] {
  return database.all<AccountRow>('SELECT * FROM account ORDER BY uid').map(accountOf)
}

/** Sets what an account may take, in bytes. */
export function setQuota(database: Database, id: string, quota: number): void {
  database.run('UPDATE account SET quota = ? WHERE id = ?', quota, id)
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    uid: row.uid,
    email: row.email,
    givenName: row.given_name,
    surname: row.surname,
    displayName: row.display_name,
    type: row.type,
    team: row.team,
    quota: row.quota,
    homeNamespace: row.home_namespace,
    rootNamespace: row.root_namespace,
  }
}
