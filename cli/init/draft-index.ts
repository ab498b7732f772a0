import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeStateFolders } from '../../runtime/agent/process/lock.ts'
import { flushFolder } from '../../runtime/box/durable-file.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { Store } from '../../runtime/ports/store.ts'
import { openStore } from '../../runtime/store/store.ts'
import { isUnused } from './index-on-box.ts'

const prefix = 'linking-'

/**
 * An index beside the agent's own. It is filled while a person is asked, and either takes the place of the agent's index in one step
 * or is thrown away; a program that is killed meanwhile changes nothing.
 */
export interface DraftIndex extends AsyncDisposable {
  readonly store: Store
  /**
   * Makes it the agent's index and gives true; false where there is one that was used, which is kept since it knows what was
   * synced before, unless it is to be replaced. Only under the agent's lock; the store is closed afterwards.
   */
  adopt(replace: boolean): Promise<boolean>
}

/** Makes an empty draft in the state folder, and removes those of programs that were killed. Throws BoxError and StoreError. */
export async function createDraftIndex(paths: BoxPaths): Promise<DraftIndex> {
  makeStateFolders(paths)
  await removeAbandoned(paths.stateFolder)
  const folder = join(paths.stateFolder, `${prefix}${process.pid}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'index.db')
  const store = openStore(file)
  return {
    store,
    async adopt(replace) {
      // Looking at it folds its write-ahead log into it, which must not be taken for one of the draft's.
      if (existsSync(paths.indexFile) && !isUnused(paths.indexFile) && !replace) return false
      // Closing folds SQLite's write-ahead log into the file, so that the file is all there is.
      store.close()
      await rename(file, paths.indexFile)
      await flushFolder(paths.stateFolder)
      return true
    },
    async [Symbol.asyncDispose]() {
      store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function removeAbandoned(stateFolder: string): Promise<void> {
  for (const name of await readdir(stateFolder)) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue
    await rm(join(stateFolder, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
