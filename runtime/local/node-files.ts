import {
  chmodSync,
  lchownSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statfsSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import type { Files, Mounted } from '../ports/files.ts'
import { attempt } from './node/disk-error.ts'
import { statsAt } from './node/file-stats.ts'
import { isSharedFileSystem } from './node/file-system.ts'
import { createHashingThread } from './node/hashing-thread.ts'
import { listFolder } from './node/list.ts'
import { mountPointReader } from './node/mount-points.ts'
import { openFileAt } from './node/open-file.ts'
import { openFolderAt } from './node/open-folder.ts'
import { realPathOf } from './node/real-path.ts'
import { takeTurns } from './node/turns.ts'

/** ms of synchronous work on the disk before the event loop gets a turn. */
const longestTurn = 10

/**
 * The disk of this machine. Short calls run synchronously, with a turn of the event loop for everybody else in between; flushing
 * and large reads and writes go through the thread pool. `descriptorPaths: false` is for machines without /proc (see `openFolderAt`).
 */
export function nodeFiles(options: { readonly descriptorPaths?: boolean } = {}): Files {
  const turns = takeTurns(longestTurn)
  const hashing = createHashingThread()
  const mountPoints =
    options.descriptorPaths === false ? () => new Map<string, Mounted>() : mountPointReader()
  const at = async <Value>(path: string, call: () => Value): Promise<Value> => {
    const pause = turns()
    // To wait for nothing costs as much as many of these calls, of which each small file takes a dozen.
    if (pause !== undefined) await pause
    return attempt(path, call)
  }
  return {
    async list(folder) {
      await turns()
      return listFolder(folder, turns)
    },
    lstat: (path) => at(path, () => statsAt(path)),
    realpath: (path) => at(path, () => realPathOf(path)),
    readlink: (path) => at(path, () => readlinkSync(path)),
    openFile: (path, access, mode = 0o666) => at(path, () => openFileAt(path, access, mode, turns, hashing)),
    openFolder: (path) => at(path, () => openFolderAt(path, options.descriptorPaths)),
    mkdir: (path, mode = 0o777) =>
      at(path, () => {
        mkdirSync(path, { mode })
      }),
    rmdir: (path) => at(path, () => rmdirSync(path)),
    link: (from, to) => at(to, () => linkSync(from, to)),
    symlink: (target, path) => at(path, () => symlinkSync(target, path)),
    rename: (from, to) => at(to, () => renameSync(from, to)),
    unlink: (path) => at(path, () => unlinkSync(path)),
    chmod: (path, mode) => at(path, () => chmodSync(path, mode)),
    chown: (path, owner, group) => at(path, () => lchownSync(path, owner, group)),
    utimes: (path, modified) => at(path, () => lutimesSync(path, modified / 1000, modified / 1000)),
    space: (path) =>
      at(path, () => {
        const disk = statfsSync(path)
        return {
          total: disk.blocks * disk.bsize,
          available: disk.bavail * disk.bsize,
          shared: isSharedFileSystem(disk.type),
        }
      }),
    async mountPoints() {
      await turns()
      return mountPoints()
    },
  }
}
