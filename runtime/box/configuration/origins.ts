import type { BoxPaths } from '../paths.ts'
import { readPlatform } from './platform.ts'
import { settingIn, settingNames } from './settings.ts'
import { readSettingsFile } from './settings-file.ts'

/** Who set a setting. `locked`: the platform's word stands, whoever says otherwise. */
export interface SettingOrigin {
  readonly name: string
  readonly from: 'person' | 'platform' | 'default'
  readonly locked: boolean
}

/** Where each setting comes from, in the order in which docs/install.md has them. Throws BoxError as `readConfiguration` does. */
export async function settingOrigins(paths: BoxPaths): Promise<readonly SettingOrigin[]> {
  const [platform, own] = await Promise.all([readPlatform(paths), readSettingsFile(paths.configFile)])
  return settingNames.map((name) => {
    const locked = platform.locked.has(name)
    if (!locked && settingIn(own, name) !== undefined) return { name, from: 'person', locked }
    return { name, from: settingIn(platform.settings, name) === undefined ? 'default' : 'platform', locked }
  })
}
