import { bytesPerSecond } from '../agent/bandwidth.ts'
import { connectionOptions } from '../agent/connection-options.ts'
import { notLinked } from '../agent/errors.ts'
import { withinLocks } from '../box/configuration/within-locks.ts'
import { readConfiguration } from '../box/configuration.ts'
import type { BoxPaths } from '../box/paths.ts'
import { rootOnBox } from '../box/remote-root/root-on-box.ts'
import { connectionEnvironment } from '../cloud/proxy/proxy-file.ts'
import { createRemoteAccess, type RemoteAccess } from '../cloud/remote-access.ts'
import { accessBelow } from '../cloud/remote-root/access-below.ts'
import { findCredentials } from '../cloud/sign-in/find-credentials.ts'

/**
 * Gives a command its own way to the Dropbox that this box is linked to; no agent has to run, and one that runs is not in the way. `signal` ends every
 * call. Its paths count from the folder of Dropbox that this box is linked with. Throws AgentError `not-linked`, CloudSetupError and BoxError.
 */
export async function openRemote(
  paths: BoxPaths,
  variables: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<RemoteAccess> {
  const { environment } = await withinLocks(paths, variables)
  const configuration = await readConfiguration(paths)
  const { appKey, bandwidth } = configuration
  const found = await findCredentials({ environment, file: paths.credentialsFile, appKey })
  if (found === undefined) throw notLinked()
  const { path, fixedPath, namespace } = await rootOnBox(paths, configuration, environment)
  const access = createRemoteAccess(
    {
      ...connectionOptions(await connectionEnvironment(paths.proxyFile, environment)),
      credentials: found.credentials,
      bandwidth: bytesPerSecond(bandwidth),
      pathRoot: namespace,
    },
    signal,
  )
  // What is synced counts, whatever the settings say since.
  const root = fixedPath ?? path
  return root === '' ? access : accessBelow(access, root)
}
