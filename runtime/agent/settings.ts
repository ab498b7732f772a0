import { mkdir, readlink, realpath, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Configuration } from '../box/configuration.ts'
import { distributionVersion } from '../box/distribution.ts'
import { asBoxError } from '../box/errors.ts'
import type { BoxPaths } from '../box/paths.ts'
import { type EngineSettings, usualSettings } from '../engine/settings.ts'
import { isSharedFileSystem } from '../local/node/file-system.ts'
import { mappingLimits } from './mapping-limits.ts'

/**
 * What the engine is told about this box. Makes the folders above the Dropbox folder; the Dropbox folder itself is the engine's to make,
 * since one that is missing may be a disk that is not mounted. Throws BoxError.
 */
export async function engineSettings(
  paths: BoxPaths,
  configuration: Configuration,
  defaultIgnoreRules: string,
): Promise<EngineSettings> {
  return {
    ...usualSettings,
    ...mappingLimits(paths),
    program: distributionVersion(),
    folder: await resolved(configuration.folder),
    homeLock: await nameOfLock(paths),
    boxName: configuration.boxName,
    repositories: configuration.rules.repositories,
    newFiles: configuration.rules.maxNewFiles,
    ...rescanning(configuration.rescanMinutes),
    markInDropbox: configuration.rules.boxMark === 'on',
    trash: {
      keep: configuration.trash.days * 24 * 3_600_000,
      bytes: configuration.trash.megabytes * 1024 ** 2,
    },
    defaultIgnoreRules,
  }
}

function rescanning(
  minutes: Configuration['rescanMinutes'],
): Pick<EngineSettings, 'rescanEvery' | 'rescanAtLeast' | 'rescanAdapts'> {
  if (minutes === 'adaptive') {
    const { rescanEvery, rescanAtLeast, rescanAdapts } = usualSettings
    return { rescanEvery, rescanAtLeast, rescanAdapts }
  }
  const every = minutes * 60_000
  return { rescanEvery: every, rescanAtLeast: every, rescanAdapts: false }
}

/** Names the lock file, which is only looked at: opening and closing it would free the lock (fcntl(2)). */
async function nameOfLock({ lockFile }: BoxPaths): Promise<string | undefined> {
  const [file, disk] = await Promise.all([stat(lockFile, { bigint: true }), statfs(lockFile)])
  return isSharedFileSystem(disk.type) ? undefined : `${file.ino} ${file.birthtimeNs}`
}

/**
 * The path without symlinks, also for a folder that is not there: what a link leads to stays the same while its disk is not mounted.
 */
async function resolved(folder: string): Promise<string> {
  try {
    for (let path = folder; ; ) {
      if (await isThere(path)) return await realpath(path)
      const target = await linkTarget(path)
      if (target === undefined) return path === folder ? await inMadeFolder(path) : path
      path = resolve(dirname(path), target)
    }
  } catch (error) {
    throw asBoxError(error, folder)
  }
}

async function inMadeFolder(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  return join(await realpath(dirname(path)), basename(path))
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}

async function linkTarget(path: string): Promise<string | undefined> {
  return readlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EINVAL' || error.code === 'ENOENT') return undefined
    throw error
  })
}
