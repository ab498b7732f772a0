import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { asBoxError, BoxError } from './errors.ts'
import { takeExclusiveLock } from './exclusive-lock.ts'
import type { BoxPaths } from './paths.ts'

/**
 * Runs `work` while no other process changes what is installed on this box or its startup files. Waits as long as the
 * other one runs, after calling `onWait` once; a process that is killed frees the lock (SQLite's exclusive lock).
 * Throws what `work` throws, and BoxError when ~/.parts cannot be written.
 */
export async function withBoxLock<Result>(
  paths: BoxPaths,
  work: () => Promise<Result>,
  onWait: () => void = () => undefined,
): Promise<Result> {
  const folder = join(paths.partsRoot, 'tmp')
  const lock = await openLock(folder)
  try {
    for (let waited = false; !takeExclusiveLock(lock, folder); waited = true) {
      if (!waited) onWait()
      await pause(100)
    }
    return await work()
  } finally {
    lock.close()
  }
}

async function openLock(folder: string): Promise<DatabaseSync> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw asBoxError(error, folder)
  }
  try {
    return new DatabaseSync(join(folder, 'install.lock'), { timeout: 0 })
  } catch (error) {
    throw new BoxError({ code: 'not_writable', path: folder }, { cause: error })
  }
}
