import { systemClock } from '../../runtime/agent/system/clock.ts'
import { systemRandom } from '../../runtime/agent/system/random.ts'
import { distributionVersion } from '../../runtime/box/distribution.ts'
import type { ConnectionOptions } from '../../runtime/cloud/connection/connection.ts'
import { createCloud, type DropboxCloud } from '../../runtime/cloud/dropbox.ts'
import type { RemoteRoot } from '../../runtime/cloud/remote-root/remote-root.ts'
import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'

/** How this program reaches Dropbox. */
export function connectionOptions(environment: NodeJS.ProcessEnv): Omit<ConnectionOptions, 'credentials'> {
  return {
    apiUrl: environment['DROPBOX_API_URL'] || undefined,
    clock: systemClock,
    random: systemRandom,
    userAgent: `box-parts/${distributionVersion()}`,
    environment,
  }
}

/** Lends a connection to Dropbox, or to one folder of it, for some work. Throws CloudSetupError for a wrong address, and what the work throws. */
export async function withCloud<Value>(
  environment: NodeJS.ProcessEnv,
  credentials: Credentials,
  work: (cloud: DropboxCloud) => Promise<Value>,
  {
    root,
    namespace,
  }: { readonly root?: RemoteRoot | undefined; readonly namespace?: string | undefined } = {},
): Promise<Value> {
  const cloud = createCloud({ ...connectionOptions(environment), credentials, root, pathRoot: namespace })
  try {
    return await work(cloud)
  } finally {
    await cloud.close()
  }
}
