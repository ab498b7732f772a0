import { hostname } from 'node:os'
import { resolve } from 'node:path'
import * as v from 'valibot'
import { joinSettings, type Platform, readPlatform, requireUnlocked } from './configuration/platform.ts'
import { type HookEvent, Settings } from './configuration/settings.ts'
import { checkedSettings, readSettingsFile } from './configuration/settings-file.ts'
import { writeFileDurably } from './durable-file.ts'
import { asBoxError } from './errors.ts'
import type { BoxPaths } from './paths.ts'

/** How fast content may go in each direction: KB (of 1,024 bytes) per second. */
export type Bandwidth = { readonly download: 'unlimited' | number; readonly upload: 'unlimited' | number }

/** A command line that is run when something happens, and on what (see `hookEvents`). */
export type Hook = { readonly exec: string; readonly on: readonly HookEvent[] }

/** What a person can set, complete: what the file leaves out has its default. */
export type Configuration = {
  /** the Dropbox folder, absolute; ~/Dropbox */
  folder: string
  /** names this box in conflict copies and on the lock; the host's name */
  boxName: string
  /** key of the Dropbox app; none by default */
  appKey?: string
  /** the folder of Dropbox that is all this box sees of it, with placeholders (see `rootOnBox`); the whole Dropbox by default */
  remoteRoot?: string
  /** a JSON file with the values of its placeholders, absolute; none by default */
  remoteRootValues?: string
  /** what a member of a team with a team space syncs: all of that, as Dropbox shows it, or the own folder alone; 'team' */
  pathRoot: 'team' | 'home'
  rules: {
    /** whether the internals of version control are synced; 'warn-and-skip' */
    repositories: 'warn-and-skip' | 'sync'
    /** how many new files are sent to Dropbox at once without asking; 100,000 */
    maxNewFiles: number
    /** whether this box leaves a small file in Dropbox, by which it notices that it was restored or copied as a whole; 'on' */
    boxMark: 'on' | 'off'
  }
  /** how long and how much the trash of the Dropbox folder, and of each linked folder, is kept; 7 days, 1024 MB */
  trash: { days: number; megabytes: number }
  /** how fast content may come from Dropbox and go there, over all files; 'unlimited' both */
  bandwidth: Bandwidth
  /** how far the agent gives way when other programs want the processor, 0 to 19 (nice(1)); 2 */
  niceness: number
  /** how often everything is looked at though no event tells of a change; 'adaptive' */
  rescanMinutes: 'adaptive' | number
  /** whether a link to Dropbox is kept where other users of the computer can get at it; 'refuse' */
  sharedHome: 'refuse' | 'allow'
  /** what is run on conflicts, halts and problems; nothing */
  notify: readonly Hook[]
}

/**
 * Reads ~/.parts/etc/dropbox/config.json, and below it /etc/box-parts/dropbox.json, whose settings hold where the person's own file sets nothing; a
 * missing file sets nothing. A `folder` may begin with `~/`, and a relative one counts from the home.
 * Throws BoxError 'configuration_unreadable', 'configuration_not_json', 'configuration_invalid' (names the field, unknown ones too) or
 * 'configuration_locked' (names the setting that the platform keeps for itself).
 */
export async function readConfiguration(paths: BoxPaths): Promise<Configuration> {
  const [platform, own] = await Promise.all([readPlatform(paths), readSettingsFile(paths.configFile)])
  return complete(effective(paths, platform, own), paths)
}

/** What holds where no file sets anything. */
export function defaultConfiguration(paths: BoxPaths): Configuration {
  return complete(v.parse(Settings, {}), paths)
}

/**
 * Refuses a change before anything is done for it: throws BoxError 'configuration_locked' when the platform keeps one of these settings for itself, and
 * what readConfiguration throws.
 */
export async function requireChangeable(paths: BoxPaths, change: object): Promise<void> {
  requireUnlocked(paths, await readPlatform(paths), change)
}

function effective(paths: BoxPaths, platform: Platform, own: object): Settings {
  checkedSettings(Settings, own, paths.configFile)
  requireUnlocked(paths, platform, own)
  return v.parse(Settings, joinSettings(platform.settings, own))
}

function complete(settings: Settings, paths: BoxPaths): Configuration {
  const { folder, boxName, appKey, remoteRoot, remoteRootValues, ...others } = settings
  const fromHome = (path: string): string =>
    resolve(
      paths.home,
      path.replace(/^~(?=\/|$)/, () => paths.home),
    )
  return {
    folder: fromHome(folder ?? usualFolder(paths)),
    boxName: boxName ?? hostname(),
    ...(appKey === undefined ? {} : { appKey }),
    ...(remoteRoot === undefined ? {} : { remoteRoot }),
    ...(remoteRootValues === undefined ? {} : { remoteRootValues: fromHome(remoteRootValues) }),
    ...others,
  }
}

/** The name of the Dropbox folder where nothing else is set, as Dropbox's own client names those of two accounts. */
function usualFolder({ configuration }: BoxPaths): string {
  return configuration === undefined ? 'Dropbox' : `Dropbox (${configuration})`
}

/**
 * Writes the named settings and keeps the others as the person's file has them, in one durable step.
 * Throws what readConfiguration throws, BoxError 'no_space' or 'not_writable'.
 */
export async function changeConfiguration(
  paths: BoxPaths,
  change: Partial<Omit<Configuration, 'rules' | 'trash'>> & { rules?: Partial<Configuration['rules']> },
): Promise<void> {
  const [platform, present] = await Promise.all([readPlatform(paths), readSettingsFile(paths.configFile)])
  effective(paths, platform, present)
  const { rules, ...others }: { rules?: object } = present
  const joined = {
    ...others,
    ...change,
    ...(rules || change.rules ? { rules: { ...rules, ...change.rules } } : {}),
  }
  effective(paths, platform, joined)
  try {
    await writeFileDurably(paths.configFile, `${JSON.stringify(joined, null, 2)}\n`)
  } catch (error) {
    throw asBoxError(error, paths.configFile)
  }
}
