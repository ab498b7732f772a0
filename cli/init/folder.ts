import { access, constants, mkdir, rmdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asBoxError } from '../../runtime/box/errors.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import { isWithin } from '../../runtime/core/path.ts'
import { nearestFolder } from '../dropbox/choice/room.ts'
import { LinkError } from './errors.ts'

/**
 * Throws LinkError, or DiskError, unless the Dropbox folder is there and can be written, or can be made; whether it can is tried out where it is
 * missing, and what was made for that is removed again. `folder` is absolute; `others` are the Dropbox folders of other configurations, in which, and
 * around which, nothing else may sync.
 */
export async function requireUsableFolder(
  paths: BoxPaths,
  folder: string,
  others: readonly string[],
): Promise<void> {
  if (folder === '/' || folder === paths.home || isWithin(paths.partsRoot, folder))
    throw unusable(folder, 'it holds more than your Dropbox. Choose a folder of its own')
  const other = others.find((one) => isWithin(one, folder) || isWithin(folder, one))
  if (other !== undefined)
    throw unusable(
      folder,
      `${other} is the Dropbox folder of another configuration. Choose one apart from it`,
    )
  if (isWithin(folder, paths.partsRoot)) throw unusable(folder, `it lies in ${paths.partsRoot}`)
  const nearest = nearestFolder(folder)
  if (!(await isFolder(nearest))) throw unusable(folder, `${nearest} is not a folder`)
  try {
    await access(nearest, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(folder, `${nearest} cannot be written`, { cause: error })
  }
  if (nearest === folder) return
  try {
    await tryToMake(folder, nearest)
  } catch (error) {
    throw unusable(folder, 'it cannot be made. Check its name, and that its disk takes new folders', {
      cause: error,
    })
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    // A symlink that leads nowhere is there, and no folder.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

/** Makes what is missing below `nearest`, which is there, and removes it again. Throws the system's error. */
async function tryToMake(folder: string, nearest: string): Promise<void> {
  const missing: string[] = []
  for (let place = folder; place !== nearest; place = dirname(place)) missing.unshift(place)
  const made: string[] = []
  try {
    for (const place of missing) {
      await mkdir(place)
      made.unshift(place)
    }
  } finally {
    // One that somebody has put something into meanwhile is theirs, and no reason to refuse.
    for (const place of made) await rmdir(place).catch(() => undefined)
  }
}

/** Makes the Dropbox folder, and those above it, where they are missing. Throws BoxError. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw asBoxError(error, folder)
  }
}

function unusable(folder: string, why: string, options?: ErrorOptions): LinkError {
  return new LinkError('folder-unusable', `${folder} cannot be the Dropbox folder: ${why}.`, options)
}
