import { type Exposure, findExposure } from '../../runtime/agent/private-place.ts'
import { requireChangeable } from '../../runtime/box/configuration.ts'
import { visible } from '../terminal/text.ts'
import { LinkError } from './errors.ts'
import type { Situation } from './situation.ts'

/**
 * Looks, before anything is asked, whether others can get at the place where the link to Dropbox is to be kept. A disk of many machines is warned of. Throws LinkError
 * 'shared-home' where other users of this computer can, unless the person or the settings insist; then it is a warning, too.
 */
export async function requirePrivatePlace(situation: Situation): Promise<void> {
  const { terminal, paths, wishes, configuration } = situation
  if (wishes.sharedHome) await requireChangeable(paths, { sharedHome: 'allow' })
  const exposure = await findExposure(paths.credentialsFile)
  if (exposure === undefined) return
  const found = describe(exposure)
  if (exposure.why === 'network' || wishes.sharedHome || configuration.sharedHome === 'allow')
    return terminal.warn(`Warning: ${found}`)
  throw new LinkError(
    'shared-home',
    `${found} Nothing was linked. Make the folder yours alone, keep the link elsewhere (DROPBOX_CREDENTIALS_FILE, or DROPBOX_REFRESH_TOKEN as a secret), or insist with "--shared-home".`,
  )
}

function describe(exposure: Exposure): string {
  const folder = visible(exposure.folder)
  switch (exposure.why) {
    case 'writable':
      return `Other users of this computer can write to ${folder} (its mode is ${exposure.mode.toString(8).padStart(4, '0')}), and so get at the link to your Dropbox that would be kept below it.`
    case 'foreign':
      return `${folder} belongs to another user (${exposure.owner}), who can get at the link to your Dropbox that would be kept below it.`
    case 'network':
      return `${folder} is on a disk of many machines: whoever has your user number on one of them can read the link to your Dropbox there. DROPBOX_CREDENTIALS_FILE keeps it elsewhere.`
    default:
      return exposure satisfies never
  }
}
