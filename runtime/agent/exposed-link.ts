import type { SettingOrigin } from '../box/configuration/origins.ts'
import type { Configuration } from '../box/configuration.ts'
import type { BoxPaths } from '../box/paths.ts'
import { visible } from '../core/visible.ts'
import { AgentError } from './errors.ts'
import type { Exposure } from './private-place.ts'

/** How others can get at the link to Dropbox, a sentence. */
export function describeExposure(exposure: Exposure): string {
  const folder = visible(exposure.folder)
  switch (exposure.why) {
    case 'writable':
      return `Other users of this computer can write to ${folder} (its mode is ${exposure.mode.toString(8).padStart(4, '0')}), and so get at the link to your Dropbox below it.`
    case 'foreign':
      return `${folder} belongs to another user (${exposure.owner}), who can get at the link to your Dropbox below it.`
    case 'network':
      return `${folder} is on a disk of many machines: whoever has your user number on one of them can read the link to your Dropbox there. DROPBOX_CREDENTIALS_FILE keeps it elsewhere.`
    default:
      return exposure satisfies never
  }
}

/** What helps against it. */
export const exposureRemedy =
  'Make the folder yours alone, or keep the link elsewhere (DROPBOX_CREDENTIALS_FILE, or DROPBOX_REFRESH_TOKEN as a secret).'

/**
 * What an agent makes of a link that others can get at: a warning for people where it goes on all the same; undefined where nobody can, or the settings allow it, or all that is
 * known is that the disk has many machines, which linking warned of. Throws AgentError `shared-home` where the platform's own word is that it be refused: what was linked
 * before that word, or before the folder was opened, is no exception.
 */
export function judgeExposure(
  exposure: Exposure | undefined,
  { sharedHome }: Pick<Configuration, 'sharedHome'>,
  origins: readonly SettingOrigin[],
  { platformFile }: Pick<BoxPaths, 'platformFile'>,
): string | undefined {
  if (exposure === undefined || exposure.why === 'network' || sharedHome === 'allow') return undefined
  const found = describeExposure(exposure)
  const origin = origins.find(({ name }) => name === 'sharedHome')
  if (origin?.locked || origin?.from === 'platform')
    throw new AgentError('shared-home', `${found} ${platformFile} does not allow that. ${exposureRemedy}`)
  return `${found} ${exposureRemedy} "sharedHome": "allow" in the configuration says that it is meant so.`
}
