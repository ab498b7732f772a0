import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { withBoxLock } from './box-lock.ts'
import { asBoxError } from './errors.ts'
import type { BoxPaths } from './paths.ts'

/**
 * Removes what the dropbox part keeps on the box: state, index, credentials, configuration and log. The Dropbox folder
 * and everything else of a person's stays. The part must have been uninstalled.
 * Gives the credentials file when it lies elsewhere (DROPBOX_CREDENTIALS_FILE) and therefore stays, or undefined.
 */
export async function purgePart(paths: BoxPaths): Promise<string | undefined> {
  const { stateFolder, configFile, logFile, credentialsFile } = paths
  return withBoxLock(paths, async () => {
    for (const folder of [stateFolder, dirname(configFile), dirname(logFile)]) {
      try {
        await rm(folder, { recursive: true, force: true })
      } catch (error) {
        throw asBoxError(error, folder)
      }
    }
    return credentialsFile.startsWith(`${stateFolder}/`) ? undefined : credentialsFile
  })
}
