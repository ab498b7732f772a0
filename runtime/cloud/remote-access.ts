import type { PathKey } from '../core/path.ts'
import type { RemoteEntry, RemoteFile } from '../core/tree.ts'
import type { Account, Cloud, ItemResult } from '../ports/cloud.ts'
import { account } from './account.ts'
import { accountNames } from './account-names.ts'
import { type ConnectionOptions, createConnection } from './connection/connection.ts'
import { contained } from './connection/contain.ts'
import { download } from './download.ts'
import { createLink, type GivenLink, type LinkSettings } from './links/create-link.ts'
import type { LinkResult } from './links/link-refusal.ts'
import { listLinks } from './links/list-links.ts'
import { revokeLink } from './links/revoke-link.ts'
import type { SharedLink } from './links/shared-link.ts'
import { type Listed, type ListingChoice, listFolder } from './list-folder.ts'
import { lookUp } from './metadata.ts'
import { listRevisions, type Revisions } from './revisions/list-revisions.ts'
import { lookUpRevision } from './revisions/look-up-revision.ts'
import { restoreRevision } from './revisions/restore-revision.ts'
import type { Revision } from './revisions/revision.ts'
import { createUpload } from './upload/upload.ts'

/**
 * What commands ask of Dropbox by themselves, whether an agent runs or not. Paths are display paths or keys, `''` the top. Every method throws
 * CloudError; what concerns one path comes back as a value.
 */
export interface RemoteAccess extends AsyncDisposable {
  account(): Promise<Account>
  /** What people are called, by account id; see `accountNames`. */
  names(accounts: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What is at a path now; undefined when nothing is. */
  lookUp(path: string): Promise<RemoteEntry | undefined>
  revisions(path: string, wanted: { readonly limit: number; readonly before?: string }): Promise<Revisions>
  revision(rev: string): Promise<Revision | undefined>
  /** See `restoreRevision`. */
  restore(path: string, rev: string): Promise<ItemResult<RemoteFile> | 'no-such-revision'>
  /** See `listFolder`. */
  list(
    path: string,
    choice: ListingChoice,
  ): Promise<ReadonlyMap<PathKey, Listed> | 'missing' | 'not-a-folder'>
  /** See `createLink`. */
  createLink(path: string, settings: LinkSettings): Promise<LinkResult<GivenLink>>
  /** The links to what is at a path, or all of them. */
  links(path: string | undefined): Promise<LinkResult<readonly SharedLink[]>>
  revokeLink(url: string): Promise<LinkResult<null>>
  /** See `Cloud.download`. */
  readonly download: Cloud['download']
  /** See `Cloud.upload`. */
  readonly upload: Cloud['upload']
}

/** Opens no connection before it is asked something. `signal` ends every call. Throws CloudSetupError when `apiUrl` is no address. */
export function createRemoteAccess(options: ConnectionOptions, signal: AbortSignal): RemoteAccess {
  const connection = createConnection(options)
  return {
    account: () => within(account(connection, signal)),
    names: (accounts) => within(accountNames(connection, accounts, signal)),
    lookUp: (path) => within(lookUp(connection, path, signal)),
    revisions: (path, wanted) => within(listRevisions(connection, path, wanted, signal)),
    revision: (rev) => within(lookUpRevision(connection, rev, signal)),
    restore: (path, rev) => within(restoreRevision(connection, path, rev, signal)),
    list: (path, choice) => within(listFolder(connection, path, choice, signal)),
    createLink: (path, settings) => within(createLink(connection, path, settings, signal)),
    links: (path) => within(listLinks(connection, path, signal)),
    revokeLink: (url) => within(revokeLink(connection, url, signal)),
    download: (request, write, options) => within(download(connection, request, write, options)),
    upload: createUpload(connection),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

async function within<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call
  } catch (error) {
    throw contained(error)
  }
}
