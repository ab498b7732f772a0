import { realpath } from 'node:fs/promises'
import { readConfiguration } from '../../box/configuration.ts'
import { cameWithImage } from '../../box/image.ts'
import type { BoxPaths } from '../../box/paths.ts'
import { changing } from '../../core/choice.ts'
import { newFoldersOf, withNewFolders } from '../../core/new-folders.ts'
import { pausedIn, setPaused } from '../../engine/pause.ts'
import { expectedRemoteRoot } from '../../engine/remote-root.ts'
import { setApartIn } from '../../engine/set-apart.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { type Store, StoreError } from '../../ports/store.ts'
import { shownAccount } from '../account.ts'
import { choicesOf } from '../choices/choices.ts'
import { ignoredOnDisk } from '../choices/ignored-on-disk.ts'
import { knownItems } from '../choices/items.ts'
import { createConflicts } from '../conflicts/conflicts.ts'
import type { Control } from '../control.ts'
import { AgentError, notRunning } from '../errors.ts'
import { mappingsOnDisk } from '../mappings-on-disk.ts'
import { takeLock } from '../process/lock.ts'
import { remoteItems } from '../remote-items.ts'
import { createTrash } from '../trash.ts'
import { treesIn } from '../trees.ts'
import { readUnsent } from '../unsent-file.ts'
import { openKept } from './open-kept.ts'
import { chosenAnew, replacedLately } from './replaced.ts'

/**
 * A control over the stored state, for while no agent runs; none can start before it is closed.
 * Throws AgentError `already-running` or `locked` when the lock is not free within `patience` ms, `index-unusable`, and BoxError.
 */
export async function openStoredControl(paths: BoxPaths, patience: number): Promise<Control> {
  const configuration = await readConfiguration(paths)
  const lock = await takeLock(paths, 'command', patience)
  let store: Store
  try {
    store = open(paths)
  } catch (error) {
    await lock.release()
    throw error
  }
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    store.close()
    await lock.release()
  }
  const conflicts = createConflicts({
    ...{ store, files: nodeFiles(), boxName: configuration.boxName, now: Date.now },
  })
  const trash = createTrash({
    ...{ store, files: nodeFiles(), now: Date.now },
    places: async () => ({
      folder: await realpath(configuration.folder).catch(() => configuration.folder),
      mappings: await mappingsOnDisk(paths, configuration.folder),
    }),
  })
  return {
    async report() {
      const { files, bytes } = store.count('synced', '')
      return {
        version: '',
        pid: 0,
        startedAt: 0,
        account: shownAccount(store),
        folder: configuration.folder,
        remoteRoot: expectedRemoteRoot(store) || undefined,
        boxName: configuration.boxName,
        status: { state: 'failed', detail: "Dropbox isn't running!" },
        files,
        bytes,
        problems: 0,
        shortages: [],
        repositories: [],
        mappings: await mappingsOnDisk(paths, configuration.folder),
        watching: undefined,
        rescan: undefined,
        setApart: setApartIn(store),
        beingMade: [],
        newFolders: newFoldersOf(store.selection()),
        indexReplaced: replacedLately(store, Date.now()),
        unsent: await readUnsent(paths),
        link: {
          source: 'file',
          fromImage: await cameWithImage(paths.credentialsFile),
          ...{ copied: false, warnings: [] },
        },
        bandwidth: configuration.bandwidth,
        commandSocket: undefined,
        cloudMark: configuration.rules.boxMark === 'off' ? 'off' : 'not-yet',
      }
    },
    problems: async () => [],
    history: async (limit, after) => store.history(limit, after),
    activity: needsAgent,
    selection: async () => store.selection(),
    select: async (rules, before) => {
      store.setSelection(changing(store.selection(), before, rules))
      chosenAnew(store)
    },
    newFolders: async (policy) => {
      store.setSelection(withNewFolders(store.selection(), policy, knownItems(store)))
      chosenAnew(store)
    },
    choices: async (wanted) => {
      const mappings = await mappingsOnDisk(paths, configuration.folder)
      return choicesOf(store, await ignoredOnDisk(configuration, mappings), wanted)
    },
    remote: async (path) => remoteItems(store, path),
    notify: async () => undefined,
    throttle: async () => undefined,
    pause: async (until) => setPaused(store, { until }),
    async resume() {
      const wasPaused = pausedIn(store) !== undefined
      setPaused(store, undefined)
      return wasPaused
    },
    proxy: async () => undefined,
    rescan: async () => undefined,
    waiting: async () => ({ halts: [], deletions: [], additions: [] }),
    trees: async (folders) => treesIn(store, folders),
    trash: trash.list,
    restore: trash.restore,
    emptyTrash: trash.empty,
    look: needsAgent,
    left: needsAgent,
    fileStatuses: needsAgent,
    conflicts: conflicts.list,
    resolve: conflicts.resolve,
    approve: needsAgent,
    restored: needsAgent,
    keep: needsAgent,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function open(paths: BoxPaths): Store {
  try {
    return openKept(paths)
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'corrupt') throw error
    throw new AgentError(
      'index-unusable',
      `${paths.indexFile} is damaged. Start Dropbox ("dropbox start"): it makes a new one, and deletes nothing.`,
      { cause: error },
    )
  }
}

async function needsAgent(): Promise<never> {
  throw notRunning()
}
