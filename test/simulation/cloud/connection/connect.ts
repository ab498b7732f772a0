import type { Cloud, Account as Person } from '../../../../runtime/ports/cloud.ts'
import { changes } from './changes.ts'
import { download } from './download.ts'
import { downloadFolder } from './download-folder.ts'
import { createLongpoll } from './longpoll.ts'
import { copyFiles, createFolders, deleteEmptyFolder, deleteFiles, move } from './namespace.ts'
import { createUpload, type UploadLimits } from './upload/upload.ts'
import type { Wire } from './wire.ts'

/** The `Cloud` port over a wire. */
export function connect(wire: Wire, person: Person, limits: UploadLimits): Cloud {
  const { account } = wire
  return {
    watchConnection: wire.watch,
    account: async (signal) => (await wire.call('account', signal, () => person)).value,
    space: async (signal) =>
      (
        await wire.call('space', signal, () => ({
          used: account.state.used,
          allocated: Math.max(0, account.state.quota),
        }))
      ).value,
    changes: (cursor, signal) => changes(wire, cursor, signal),
    waitForChange: createLongpoll(wire),
    download: (request, write, options) => download(wire, request, write, options),
    downloadFolder: (request, take, options) => downloadFolder(wire, request, take, options),
    upload: createUpload(wire, limits),
    createFolders: (paths, signal) => createFolders(wire, paths, signal),
    deleteFiles: (files, signal) => deleteFiles(wire, files, signal),
    deleteEmptyFolder: (path, signal) => deleteEmptyFolder(wire, path, signal),
    move: (from, to, signal) => move(wire, from, to, signal),
    copyFiles: (copies, signal) => copyFiles(wire, copies, signal),
  }
}
