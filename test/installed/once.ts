import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * A folder that all test processes of this user share, on the disk of the temporary folder, so that big files can be
 * hard-linked from it into the homes of tests.
 */
export function sharedFolder(): string {
  const folder = join(tmpdir(), `box-parts-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (lstatSync(folder).uid !== userInfo().uid) throw new Error(`${folder} belongs to someone else.`)
  return folder
}

/**
 * Makes a folder once for all test processes and runs, and gives it; `key` names its content. `make` is given the empty
 * folder and runs in one process while the others wait. Folders of other keys that nobody used for an hour are removed.
 */
export async function onceForAll(key: string, make: (folder: string) => Promise<void>): Promise<string> {
  const shared = sharedFolder()
  const folder = join(shared, createHash('sha256').update(key).digest('hex').slice(0, 12))
  const done = join(folder, 'done')
  const lock = new DatabaseSync(join(shared, 'lock'), { timeout: 0 })
  try {
    while (!taken(lock)) await pause(50)
    if (!existsSync(done)) {
      removeUnused(shared)
      mkdirSync(folder)
      await make(folder)
      mkdirSync(done)
    }
    utimesSync(done, new Date(), new Date())
    return folder
  } finally {
    lock.close()
  }
}

function taken(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return false
    throw error
  }
}

/** Only one process makes a folder at a time, so that an unfinished one is what a killed process left. */
function removeUnused(shared: string): void {
  for (const entry of readdirSync(shared, { withFileTypes: true })) {
    const done = join(shared, entry.name, 'done')
    if (!entry.isDirectory() || (existsSync(done) && Date.now() - statSync(done).mtimeMs < 3_600_000))
      continue
    rmSync(join(shared, entry.name), { recursive: true, force: true })
  }
}
