import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { BoxError } from '../errors.ts'
import type { BoxPaths } from '../paths.ts'
import { Settings, settingIn, settingNames } from './settings.ts'
import { checkedSettings, readSettingsFile } from './settings-file.ts'

/** What whoever runs the computer has set for everybody on it. */
export interface Platform {
  /** As the file has them, checked. */
  readonly settings: object
  /** Which of the settings a person cannot change, each by its whole name. */
  readonly locked: ReadonlySet<string>
}

const groups = [...new Set(settingNames.flatMap((name) => /^(.*)\./.exec(name)?.[1] ?? []))]

const PlatformSettings = v.strictObject({
  ...Settings.entries,
  locked: v.optional(
    v.array(
      v.picklist([...settingNames, ...groups], 'must be the name of a setting'),
      'must be a list of names',
    ),
    [],
  ),
})

/**
 * Reads the configuration of the platform, /etc/box-parts/dropbox.json; a missing file sets and locks nothing. What is locked and not set is locked
 * at its default; the name of a group locks all in it. Throws BoxError as `readConfiguration` does.
 */
export async function readPlatform({ platformFile }: BoxPaths): Promise<Platform> {
  const json = await readSettingsFile(platformFile)
  const { locked } = checkedSettings(PlatformSettings, json, platformFile)
  const { locked: _, ...settings }: { locked?: unknown } = json
  const isLocked = (name: string): boolean =>
    locked.some((word) => name === word || name.startsWith(`${word}.`))
  return { settings, locked: new Set(settingNames.filter(isLocked)) }
}

/** Throws BoxError 'configuration_locked' where the settings of a person differ from what the platform has locked. */
export function requireUnlocked(paths: BoxPaths, { settings, locked }: Platform, own: object): void {
  const fixed = v.parse(Settings, settings)
  for (const name of locked) {
    const wanted = settingIn(own, name)
    if (wanted === undefined || isDeepStrictEqual(wanted, settingIn(fixed, name))) continue
    const { configFile: file, platformFile } = paths
    throw new BoxError({ code: 'configuration_locked', file, field: name, platformFile })
  }
}

/** The settings of a person above those of the platform, group by group; a list is one setting. */
export function joinSettings(below: object, above: object): Record<string, unknown> {
  const joined: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const present = joined[name]
    joined[name] = isGroup(present) && isGroup(value) ? { ...present, ...value } : value
  }
  return joined
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
