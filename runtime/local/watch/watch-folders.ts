import { existsSync } from 'node:fs'
import type { Watch } from '../../ports/watch.ts'
import { cacheFolderOf } from '../roots/cache-folder.ts'
import { watchBySize } from './by-size.ts'
import { openHintDesk, readQueueLength } from './hints.ts'
import { networkFileSystem, tellsOfChanges } from './probe.ts'
import { watchFailure } from './watcher.ts'

export interface WatchSettings {
  /**
   * Up to so many files and folders chokidar watches; beyond, its memory (4 to 10 kB for each) and time (0.1 ms for each, and more while they come
   * down) show.
   */
  readonly chokidarUpTo?: number
  /** Says whether the file system of a folder tells of changes. */
  readonly probe?: (folder: string) => Promise<boolean>
  /** Events that the kernel keeps; read from the system when not given. */
  readonly queueLength?: number
}

/** ms; an event takes less than one where there are any. */
const longestProbe = 2000

/**
 * Watches with what pays for the size of the tree. Never rejects: what cannot be watched is said in `shortfall`, as half a sentence, and
 * found by the periodic scan.
 */
export function watchFolders({
  chokidarUpTo = 500,
  probe = (folder) => tellsOfChanges(folder, longestProbe),
  queueLength = readQueueLength(),
}: WatchSettings = {}): Watch {
  const desk = openHintDesk(queueLength)
  return {
    async watch(root, { ignored, hint }) {
      const hints = desk.open(root, hint)
      const watcher = await watchBySize({ root, ignored, hints }, chokidarUpTo)
      const doubt = await doubtAbout(root, probe)
      return {
        get folders() {
          return watcher.folders()
        },
        get shortfall() {
          return doubt ?? watcher.shortfall()
        },
        found: (folder, folders) => watcher.found?.(folder, folders),
        reconcile: () => watcher.reconcile(),
        async close() {
          hints.close()
          await watcher.close()
        },
      }
    },
  }
}

/** Why events of this root are not to be relied on. */
async function doubtAbout(
  root: string,
  probe: (folder: string) => Promise<boolean>,
): Promise<string | undefined> {
  const { folder } = cacheFolderOf(root)
  try {
    if (existsSync(folder) && !(await probe(folder))) return 'this file system does not tell of changes'
    const kind = networkFileSystem(root)
    return kind && `changes that other machines make on this ${kind} file system are not told`
  } catch (error) {
    return watchFailure(error)
  }
}
