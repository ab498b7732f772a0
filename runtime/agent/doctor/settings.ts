import type { SettingOrigin } from '../../box/configuration/origins.ts'
import { settingIn } from '../../box/configuration/settings.ts'
import type { Configuration } from '../../box/configuration.ts'
import type { BoxPaths } from '../../box/paths.ts'
import { type Finding, trouble, well } from './finding.ts'

/** The settings, and who set them. `fault`: why they cannot be used. */
export interface SettingsFacts {
  readonly paths: Pick<BoxPaths, 'configFile' | 'platformFile'>
  readonly configuration: Configuration
  readonly fault: string | undefined
  readonly origins: readonly SettingOrigin[]
  /** What was said against a locked setting, and does not count: sentences. */
  readonly overruled: readonly string[]
}

/** Whether the settings can be used, and where each comes from: the person's file, the platform's, or nowhere. */
export function checkSettings({ paths, configuration, fault, origins, overruled }: SettingsFacts): Finding {
  if (fault !== undefined)
    return trouble('settings', 'wrong', fault, 'Until then the defaults hold for this examination.')
  const of = (from: SettingOrigin['from']): string[] =>
    origins.flatMap((origin) =>
      origin.from === from ? [origin.locked ? `${origin.name} (locked)` : origin.name] : [],
    )
  const [own, platform] = [of('person'), of('platform')]
  const locked = of('default').filter((name) => name.endsWith(')'))
  const sentences = [
    ...(own.length === 0 ? [] : [`${paths.configFile} sets ${own.join(', ')}.`]),
    ...(platform.length === 0 ? [] : [`${paths.platformFile} sets ${platform.join(', ')}.`]),
    ...(locked.length === 0 ? [] : [`${paths.platformFile} keeps at the default: ${locked.join(', ')}.`]),
  ]
  const data = Object.fromEntries(
    origins.map(({ name, from, locked }) => [
      name,
      { value: settingIn(configuration, name) ?? null, from, locked },
    ]),
  )
  const found =
    sentences.length === 0
      ? 'Every setting has its default.'
      : `${sentences.join(' ')} All others have their defaults.`
  if (overruled.length === 0) return well('settings', found, { settings: data })
  const advice = 'Take it out of the environment, or ask whoever runs this computer.'
  return trouble('settings', 'warning', `${overruled.join(' ')} ${found}`, advice, { settings: data })
}
