import type { Cloud } from '../ports/cloud.ts'
import { account, space } from './account.ts'
import { type ConnectionOptions, createConnection } from './connection/connection.ts'
import { deleteFiles } from './delete.ts'
import { changes } from './delta.ts'
import { download } from './download.ts'
import { createFolders, deleteEmptyFolder } from './folders.ts'
import { createLongpoll } from './longpoll.ts'
import { move } from './move.ts'
import { createUpload } from './upload/upload.ts'

export type CloudOptions = ConnectionOptions

/** A `Cloud` that holds sockets. */
export interface DropboxCloud extends Cloud {
  /** Ends every request that is under way; nothing may be asked afterwards. */
  close(): Promise<void>
}

/**
 * Dropbox itself behind the `Cloud` port. Opens no connection before it is asked something. All calls share one rate limit and one
 * access token. Throws CloudSetupError when `apiUrl` is no address.
 */
export function createCloud(options: CloudOptions): DropboxCloud {
  const connection = createConnection(options)
  return {
    account: (signal) => account(connection, signal),
    space: (signal) => space(connection, signal),
    changes: (cursor, signal) => changes(connection, cursor, signal),
    waitForChange: createLongpoll(connection),
    download: (request, write, options) => download(connection, request, write, options),
    upload: createUpload(connection),
    createFolders: (paths, signal) => createFolders(connection, paths, signal),
    deleteFiles: (files, signal) => deleteFiles(connection, files, signal),
    deleteEmptyFolder: (path, signal) => deleteEmptyFolder(connection, path, signal),
    move: (from, to, signal) => move(connection, from, to, signal),
    close: () => connection.close(),
  }
}
