import type { Chance } from '../chance.ts'
import { entryName, type LiveEntry } from '../namespace/entry.ts'
import { liveEntryById } from '../namespace/tree.ts'
import type { Database } from '../storage/database.ts'

/** A link that lets anybody see a file or folder. */
export interface SharedLink {
  url: string
  account: string
  space: number
  entryId: string
  /** null: no password is asked */
  password: string | null
  /** ms since 1970; null: never */
  expires: number | null
  allowDownload: boolean
}

interface LinkRow {
  url: string
  account: string
  space: number
  entry_id: string
  settings: string
}

type Settings = Pick<SharedLink, 'password' | 'expires' | 'allowDownload'>

/** Makes a link in the service's present form; `base` is like `https://www.dropbox.com`. */
export function createSharedLink(
  database: Database,
  chance: Chance,
  base: string,
  now: number,
  target: { account: string; entry: LiveEntry },
  settings: Settings,
): SharedLink {
  const { entry, account } = target
  const key = chance.hex(21)
  const name = encodeURIComponent(entryName(entry))
  const kind = entry.kind === 'file' ? `fi/${key}/${name}` : `fo/${key}/${chance.token(22)}`
  const url = `${base}/scl/${kind}?rlkey=${chance.hex(25)}&dl=0`
  database.run(
    'INSERT INTO shared_link (url_key, account, space, entry_id, url, settings, created) VALUES (?, ?, ?, ?, ?, ?, ?)',
    key,
    account,
    entry.space,
    entry.id,
    url,
    JSON.stringify(settings),
    now,
  )
  return { url, account, space: entry.space, entryId: entry.id, ...settings }
}

/** The link that an address names, whatever its host and its `dl`; undefined if there is none. */
export function sharedLinkByUrl(database: Database, url: string): SharedLink | undefined {
  const key = keyOf(url)
  const row = key && database.get<LinkRow>('SELECT * FROM shared_link WHERE url_key = ?', key)
  if (!row) return undefined
  const same = new URL(row.url).searchParams.get('rlkey') === new URL(url).searchParams.get('rlkey')
  return same ? linkOf(row) : undefined
}

/** Whether an address has the form of a shared link. */
export function isSharedLinkUrl(url: string): boolean {
  return keyOf(url) !== undefined
}

/** Every link of an account, the oldest first. */
export function sharedLinksOf(database: Database, account: string): SharedLink[] {
  return database
    .all<LinkRow>('SELECT * FROM shared_link WHERE account = ? ORDER BY created, url_key', account)
    .map(linkOf)
}

/** What a link leads to; undefined if that was deleted or the link's time is over. */
export function targetOf(database: Database, link: SharedLink, now: number): LiveEntry | undefined {
  if (link.expires !== null && link.expires <= now) return undefined
  return liveEntryById(database, link.space, link.entryId)
}

/** Keeps a link's settings as they are in `link`. */
export function changeSharedLink(
  database: Database,
  { url, password, expires, allowDownload }: SharedLink,
): void {
  const settings: Settings = { password, expires, allowDownload }
  database.run('UPDATE shared_link SET settings = ? WHERE url = ?', JSON.stringify(settings), url)
}

export function removeSharedLink(database: Database, link: SharedLink): void {
  database.run('DELETE FROM shared_link WHERE url = ?', link.url)
}

function keyOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  return new URL(url).pathname.match(/^\/scl\/f[io]\/([0-9a-z]+)\//)?.[1]
}

function linkOf(row: LinkRow): SharedLink {
  const settings = JSON.parse(row.settings) as Settings
  return { url: row.url, account: row.account, space: row.space, entryId: row.entry_id, ...settings }
}
