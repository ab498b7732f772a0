import type { Cloud } from '../ports/cloud.ts'
import { account, space } from './account.ts'
import { type ConnectionOptions, createConnection } from './connection/connection.ts'
import { contained } from './connection/contain.ts'
import type { Environment } from './connection/proxy.ts'
import type { Bandwidth } from './connection/throttle.ts'
import { copyFiles } from './copy.ts'
import { deleteFiles } from './delete.ts'
import { changes } from './delta.ts'
import { download } from './download.ts'
import { downloadFolder } from './download-folder.ts'
import { createFolders, deleteEmptyFolder } from './folders.ts'
import { createLink, type GivenLink } from './links/create-link.ts'
import type { LinkResult } from './links/link-refusal.ts'
import { createLongpoll } from './longpoll.ts'
import { lookUp } from './metadata.ts'
import { move } from './move.ts'
import { type CloudAbove, cloudBelow } from './remote-root/cloud-below.ts'
import { pathsBelow, type RemoteRoot } from './remote-root/remote-root.ts'
import { createUpload } from './upload/upload.ts'

export interface CloudOptions extends ConnectionOptions {
  /** The folder of Dropbox that is all there is; without it the whole Dropbox. See `cloudBelow`. */
  readonly root?: RemoteRoot | undefined
}

/** A `Cloud` that holds sockets. */
export interface DropboxCloud extends Cloud {
  /** How fast bodies go from now on, in both directions, all together. */
  throttle(bandwidth: Bandwidth): void
  /** Reaches Dropbox by the proxies that these variables name, from now on; what is on its way is sent again. */
  reroute(environment: Environment): Promise<void>
  /** Gives a link by which others see what is at a path, the one that it has or a new one. */
  shareLink(path: string): Promise<LinkResult<GivenLink>>
  /** Ends every request that is under way; nothing may be asked afterwards. */
  close(): Promise<void>
}

/**
 * Dropbox itself behind the `Cloud` port. Opens no connection before it is asked something. All calls share one rate limit and one
 * access token. Throws CloudSetupError when `apiUrl` is no address.
 */
export function createCloud({ root, ...options }: CloudOptions): DropboxCloud {
  const connection = createConnection(options)
  const waitForChange = createLongpoll(connection)
  const cloud: DropboxCloud & CloudAbove = {
    watchConnection: connection.watch,
    account: (signal) => within(account(connection, signal)),
    space: (signal) => within(space(connection, signal)),
    changes: (cursor, signal) => within(changes(connection, root?.path ?? '', cursor, signal)),
    waitForChange: (cursor, signal) => within(waitForChange(cursor, signal)),
    download: (request, write, options) => within(download(connection, request, write, options)),
    downloadFolder: (request, take, options) => within(downloadFolder(connection, request, take, options)),
    upload: createUpload(connection),
    createFolders: (paths, signal) => within(createFolders(connection, paths, signal)),
    deleteFiles: (files, signal) => within(deleteFiles(connection, files, signal)),
    deleteEmptyFolder: (path, signal) => within(deleteEmptyFolder(connection, path, signal)),
    move: (from, to, signal) => within(move(connection, from, to, signal)),
    shareLink: (path) => within(createLink(connection, path, {}, undefined)),
    throttle: connection.throttle,
    reroute: connection.reroute,
    copyFiles: (copies, signal) => within(copyFiles(connection, copies, signal)),
    close: () => connection.close(),
    lookUp: (path, signal) => within(lookUp(connection, path, signal)),
  }
  if (root === undefined) return cloud
  return {
    ...cloudBelow(cloud, root),
    shareLink: (path) => cloud.shareLink(pathsBelow(root.path).down(path)),
    throttle: cloud.throttle,
    reroute: cloud.reroute,
    close: cloud.close,
  }
}

async function within<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call
  } catch (error) {
    throw contained(error)
  }
}
