import { describeExposure } from '../../runtime/agent/exposed-link.ts'
import { findExposure } from '../../runtime/agent/private-place.ts'
import { requireChangeable } from '../../runtime/box/configuration.ts'
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
  const found = describeExposure(exposure)
  if (exposure.why === 'network' || wishes.sharedHome || configuration.sharedHome === 'allow')
    return terminal.warn(`Warning: ${found}`)
  throw new LinkError(
    'shared-home',
    `${found} Nothing was linked. Make the folder yours alone, keep the link elsewhere (DROPBOX_CREDENTIALS_FILE, or DROPBOX_REFRESH_TOKEN as a secret), or insist with "--shared-home".`,
  )
}
