import { existsSync, readdirSync } from 'node:fs'
import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { autostartList, markStarted, removeFromAutostartList, startedMarks } from './autostart-list.ts'
import { withBoxLock } from './box-lock.ts'
import { removeDaemon } from './daemon.ts'
import { distributionFolder } from './distribution.ts'
import { asBoxError } from './errors.ts'
import { manifestName } from './manifest.ts'
import type { BoxPaths } from './paths.ts'
import { removeFromProfile } from './profile.ts'
import { unlinkPrograms } from './programs.ts'
import { removeUnlisted } from './replace-tree.ts'
import { removeFromStartup } from './startup-script.ts'

/** What an uninstallation has just begun. */
export type UninstallStep = 'deactivating' | 'uninstalling'

/**
 * Takes the dropbox part away again: its links, marks, lines in startup files, and every version of it. Its configuration
 * and state stay (~/.parts/etc and ~/.parts/var), and so does whatever is not ours. The agent must have been stopped.
 * `parts` under ~/.parts goes too, unless it is what runs now: gives the folder that therefore stays, or undefined.
 */
export async function uninstallPart(
  paths: BoxPaths,
  onStep: (step: UninstallStep) => void,
  distribution = distributionFolder(),
): Promise<string | undefined> {
  return withBoxLock(paths, async () => {
    try {
      onStep('deactivating')
      await removeFromStartup(paths)
      const services = [...(await autostartList(paths)), ...startedMarks(paths)].filter(isOurs)
      for (const service of services) {
        await removeFromAutostartList(paths, service)
        await markStarted(paths, service, false)
      }
      await removeFromProfile(paths)
      await removeDaemon(paths)
      for (const folder of [paths.binFolder, paths.partsRoot])
        await unlinkPrograms(folder, paths.packageFolder)
      await rm(join(paths.activeFolder, 'dropbox'), { force: true })
      onStep('uninstalling')
      await removeVersions(paths.packageFolder)
      await rmdirIfEmpty(paths.packageFolder)
      await rmdirIfEmpty(dirname(paths.configFile))
      await rm(paths.compileCacheFolder, { recursive: true, force: true })
      if (distribution.startsWith(`${paths.autopartsFolder}/`)) return distribution
      await unlinkPrograms(join(paths.autopartsFolder, 'bin'), paths.autopartsFolder)
      await removeVersions(paths.autopartsFolder)
      await rmdirIfEmpty(join(paths.autopartsFolder, 'bin'))
      await rmdirIfEmpty(paths.autopartsFolder)
      return undefined
    } catch (error) {
      throw asBoxError(error, paths.partsRoot)
    }
  })
}

/** Whether a service is one of the dropbox part: of its usual configuration, or of another. */
function isOurs(service: string): boolean {
  return service === 'dropbox' || service.startsWith('dropbox@')
}

/**
 * After an upgrade, once no program of the old version runs: removes the versions that are no longer in use, links to
 * programs that the new one has not, and what an earlier build of the same version has left.
 */
export async function removeOtherVersions(paths: BoxPaths, version: string): Promise<void> {
  await withBoxLock(paths, async () => {
    try {
      for (const folder of [paths.binFolder, paths.partsRoot])
        await unlinkPrograms(folder, paths.packageFolder, join(paths.packageFolder, version))
      const removed = await removeVersions(paths.packageFolder, version)
      await removeVersions(paths.autopartsFolder, version)
      for (const folder of [paths.packageFolder, paths.autopartsFolder])
        await removeUnlisted(join(folder, version))
      if (removed) await rm(paths.compileCacheFolder, { recursive: true, force: true })
    } catch (error) {
      throw asBoxError(error, paths.partsRoot)
    }
  })
}

/**
 * Removes what was installed below a folder, except one version, and what an interrupted run left half there. Folders
 * without a manifest of ours are not touched.
 */
async function removeVersions(folder: string, except?: string): Promise<boolean> {
  if (!existsSync(folder)) return false
  const versions = readdirSync(folder).filter(
    (name) => name !== except && existsSync(join(folder, name, manifestName)),
  )
  for (const name of versions) {
    // Renamed first: a removal that is interrupted must not leave half a version that looks like one.
    await rm(join(folder, '.old'), { recursive: true, force: true })
    await rename(join(folder, name), join(folder, '.old'))
  }
  for (const leftover of ['.old', '.new']) await rm(join(folder, leftover), { recursive: true, force: true })
  return versions.length > 0
}

async function rmdirIfEmpty(folder: string): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length === 0) await rmdir(folder)
}
