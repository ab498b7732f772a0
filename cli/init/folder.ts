import { access, constants, mkdir, stat } from 'node:fs/promises'
import { asBoxError } from '../../runtime/box/errors.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import { isWithin } from '../../runtime/core/path.ts'
import { LinkError } from './errors.ts'
import { nearestFolder } from './selection.ts'

/** Throws LinkError unless the Dropbox folder is there and can be written, or can be made. `folder` is absolute. */
export async function requireUsableFolder(paths: BoxPaths, folder: string): Promise<void> {
  if (folder === '/' || folder === paths.home || isWithin(paths.partsRoot, folder))
    throw unusable(folder, 'it holds more than your Dropbox. Choose a folder of its own')
  if (isWithin(folder, paths.partsRoot)) throw unusable(folder, `it lies in ${paths.partsRoot}`)
  const nearest = await nearestFolder(folder)
  if (!(await stat(nearest)).isDirectory()) throw unusable(folder, `${nearest} is not a folder`)
  try {
    await access(nearest, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(folder, `${nearest} cannot be written`, { cause: error })
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
