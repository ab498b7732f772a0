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
import { forgetAdoption, readAdoption, writeAdoption } from './adoption-file.ts'
import { takeLock } from './process/lock.ts'
import { isRunning } from './running.ts'
import { type StartOptions, startAgent } from './start.ts'
import { stopAgent } from './stop.ts'
import { openKept } from './stored/open-kept.ts'
import { chosenAnew } from './stored/replaced.ts'

export interface Adopting {
  readonly files: Files
  readonly request: MappingRequest
  readonly boxName: string
  /** How an agent that ran is started again. */
  readonly start: StartOptions
  /** Told why it does not start, whatever became of the adoption. */
  readonly notStarted: (error: unknown) => void
  /** Told of every file that has come to its place. */
  readonly moved: () => void
}

/**
 * Moves what is in a folder of the Dropbox folder to a folder elsewhere, and links it there, with the agent stopped meanwhile. First of all the index
 * forgets what was synced there: from then on nothing that is missing in either place can look like a deletion, whenever this is cut off, and
 * equal content is matched afterwards, not sent again. What was begun is written down: doing it again completes what was cut off, and an agent
 * that ran before the first try goes on then. Throws DiskError, StoreError, BoxError, AgentError; an agent that ran goes on in any case.
 */
export async function adopt(paths: BoxPaths, adopting: Adopting): Promise<void> {
  const { start, notStarted } = adopting
  const { name, target } = adopting.request
  const runs = await isRunning(paths)
  const ran = runs || (await readAdoption(paths))?.ran === true
  await writeAdoption(paths, { name, target, ran })
  try {
    if (runs) await stopAgent(paths)
    await withLock(paths, () => move(paths, adopting))
  } finally {
    if (ran) await startAgent(paths, start).catch(notStarted)
  }
  await forgetAdoption(paths)
}

/** Whether this very adoption was begun before and has got as far as that the folder is gone, or is a link to the target. */
export async function isAlmostAdopted(
  paths: BoxPaths,
  files: Files,
  { folder, name, target }: MappingRequest,
): Promise<boolean> {
  const begun = await readAdoption(paths)
  if (begun?.name !== name || begun.target !== target) return false
  if ((await files.lstat(target))?.kind !== 'folder') return false
  const link = `${folder}/${name}`
  const there = await files.lstat(link)
  return there === undefined || (there.kind === 'symlink' && (await files.readlink(link)) === target)
}

async function withLock(paths: BoxPaths, work: () => Promise<void>): Promise<void> {
  const lock = await takeLock(paths, 'command')
  try {
    await work()
  } finally {
    await lock.release()
  }
}

async function move(paths: BoxPaths, { files, request, boxName, moved }: Adopting): Promise<void> {
  const { folder, name, target } = request
  const link = `${folder}/${name}`
  const before = await files.lstat(link)
  // A link that an earlier try made may sync already.
  if (before?.kind !== 'symlink') forget(paths, name)
  if (before?.kind === 'folder') {
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
  }
  if (before?.kind !== 'symlink') await files.symlink(target, link)
  await syncFolder(files, folder)
  withStore(paths, (store) => {
    store.setSelection(including(store.selection(), `/${name}`))
    chosenAnew(store)
  })
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
