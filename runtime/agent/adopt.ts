import { realpath } from 'node:fs/promises'
import type { BoxPaths } from '../box/paths.ts'
import { including } from '../core/choice.ts'
import { keyOf } from '../core/path.ts'
import { conflictName } from '../core/plan/conflict-name.ts'
import { localDay } from '../engine/day.ts'
import { unite } from '../local/adopt/unite.ts'
import type { MappingRequest } from '../local/mappings/link-mapping.ts'
import { syncFolder } from '../local/small-file.ts'
import type { Files } from '../ports/files.ts'
import type { Store } from '../ports/store.ts'
import { takeLock } from './process/lock.ts'
import { isRunning } from './running.ts'
import { startAgent } from './start.ts'
import { stopAgent } from './stop.ts'
import { openKept } from './stored/open-kept.ts'
import { chosenAnew } from './stored/replaced.ts'

export interface Adopting {
  readonly files: Files
  readonly request: MappingRequest
  readonly boxName: string
  readonly environment: NodeJS.ProcessEnv
  /** Told of every file that has come to its place. */
  readonly moved: () => void
}

/**
 * Moves what is in a folder of the Dropbox folder to a folder elsewhere, and links it there, with the agent stopped meanwhile. First of all the index
 * forgets what was synced there: from then on nothing that is missing in either place can look like a deletion, whenever this is cut off, and
 * equal content is matched afterwards, not sent again. Doing it again completes what was cut off.
 * Throws DiskError, StoreError, BoxError, AgentError; an agent that ran goes on in any case.
 */
export async function adopt(paths: BoxPaths, adopting: Adopting): Promise<void> {
  const { files, request, boxName, environment, moved } = adopting
  const ran = await isRunning(paths)
  if (ran) await stopAgent(paths)
  try {
    const lock = await takeLock(paths, 'command')
    try {
      const { folder, name, target } = request
      forget(paths, name)
      const day = localDay(Date.now())
      await unite(files, {
        from: `${await realpath(folder)}/${name}`,
        to: target,
        asideName: (taken, attempt) => {
          let tries = 0
          return conflictName(taken, '', { boxName, day }, () => tries++ < attempt)
        },
        moved,
      })
      await files.symlink(target, `${folder}/${name}`)
      await syncFolder(files, folder)
      withStore(paths, (store) => {
        store.setSelection(including(store.selection(), `/${name}`))
        chosenAnew(store)
      })
    } finally {
      await lock.release()
    }
  } finally {
    if (ran) await startAgent(paths, { environment })
  }
}

function forget(paths: BoxPaths, name: string): void {
  withStore(paths, (store) =>
    store.transaction(() => {
      store.clear('synced', keyOf(`/${name}`))
      store.clear('local', keyOf(`/${name}`))
    }),
  )
}

function withStore(paths: BoxPaths, work: (store: Store) => void): void {
  const store = openKept(paths)
  try {
    work(store)
  } finally {
    store.close()
  }
}
