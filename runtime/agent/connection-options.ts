import { distributionVersion } from '../box/distribution.ts'
import type { ConnectionOptions } from '../cloud/connection/connection.ts'
import { systemClock } from './system/clock.ts'
import { systemRandom } from './system/random.ts'

/** How this program calls itself to Dropbox. */
export function userAgent(): string {
  return `box-parts/${distributionVersion()}`
}

/** How this program reaches Dropbox. `environment` tells of the proxy that was chosen, too (see `connectionEnvironment`). */
export function connectionOptions(environment: NodeJS.ProcessEnv): Omit<ConnectionOptions, 'credentials'> {
  return {
    apiUrl: environment['DROPBOX_API_URL'] || undefined,
    clock: systemClock,
    random: systemRandom,
    userAgent: userAgent(),
    environment,
  }
}
