import { settingOrigins } from '../box/configuration/origins.ts'
import { withinLocks } from '../box/configuration/within-locks.ts'
import { type Configuration, readConfiguration } from '../box/configuration.ts'
import { distributionVersion, readShared } from '../box/distribution.ts'
import { cameWithImage } from '../box/image.ts'
import type { BoxPaths } from '../box/paths.ts'
import { fixRoot, rootName } from '../box/remote-root/fixed-root.ts'
import { rootOnBox } from '../box/remote-root/root-on-box.ts'
import { createCloud } from '../cloud/dropbox.ts'
import { type ProxyChoice, proxiedEnvironment } from '../cloud/proxy/choice.ts'
import { readProxyChoice } from '../cloud/proxy/proxy-file.ts'
import type { Credentials } from '../cloud/sign-in/credentials.ts'
import { findCredentials } from '../cloud/sign-in/find-credentials.ts'
import type { LinkFacts } from '../engine/describe/link.ts'
import { createEngine } from '../engine/engine.ts'
import { newFileThread } from '../local/node/new-file-thread.ts'
import { nodeFiles } from '../local/node-files.ts'
import { folderLookThread } from '../local/scan/beside/folder-look-thread.ts'
import { newFileWriter } from '../local/staging/new-file-writer.ts'
import { watchFolders } from '../local/watch/watch-folders.ts'
import { expectOwner, rememberingAccount } from './account.ts'
import { bytesPerSecond } from './bandwidth.ts'
import { connectionOptions } from './connection-options.ts'
import { notLinked } from './errors.ts'
import { judgeExposure } from './exposed-link.ts'
import type { AgentLog } from './log/log.ts'
import { findExposure } from './private-place.ts'
import { useLastCompilerFor } from './process/last-compiler.ts'
import { expectFixedRoot, remoteRootOf } from './remote-root.ts'
import type { Prepare } from './run.ts'
import { engineSettings } from './settings.ts'
import { systemClock } from './system/clock.ts'
import { giveWay } from './system/give-way.ts'
import { systemMachine } from './system/machine.ts'
import { systemRandom } from './system/random.ts'

/**
 * Puts the engine together with the real disk, the real Dropbox and the machine's clock. Throws AgentError `not-linked` and `shared-home`,
 * CloudSetupError and BoxError.
 */
export function prepareOn(paths: BoxPaths, variables: NodeJS.ProcessEnv): Prepare {
  return async (store, log) => {
    const { environment, overruled } = await withinLocks(paths, variables)
    const proxy = await readProxyChoice(paths.proxyFile)
    hidePassword(proxy, log)
    const configuration = await readConfiguration(paths)
    giveWay(configuration.niceness)
    useLastCompilerFor(store.count('local', '').files)
    const { credentials, link, isOwnFile } = await credentialsOf(
      paths,
      environment,
      configuration.appKey,
      log,
    )
    const exposed = isOwnFile ? await exposureOf(paths, configuration) : undefined
    const warnings = [...overruled, ...(exposed === undefined ? [] : [exposed])]
    for (const warning of warnings) log.warn('link', { warning })
    const version = distributionVersion()
    const settings = await engineSettings(paths, configuration, readShared('templates/default.mignore'))
    const root = await rootOnBox(paths, configuration, environment)
    expectFixedRoot(store, root)
    const cloud = createCloud({
      ...connectionOptions(proxiedEnvironment(environment, proxy)),
      credentials,
      bandwidth: bytesPerSecond(configuration.bandwidth),
      pathRoot: root.namespace,
      root: remoteRootOf(root, (id) => fixRoot(paths, { path: root.path, id, namespace: root.namespace })),
      log: ({ kind, ...data }) => log.info(kind, data),
    })
    const files = nodeFiles()
    await expectOwner(store, files, settings.folder)
    const engine = createEngine({
      store,
      cloud: rememberingAccount(cloud, store),
      files,
      newFiles: newFileThread(newFileWriter(files)),
      folderLooks: folderLookThread(),
      watch: watchFolders(),
      clock: systemClock,
      random: systemRandom,
      machine: systemMachine(),
      settings: { ...settings, remoteRoot: rootName(root) },
      log,
    })
    return {
      engine,
      files,
      hooks: configuration.notify,
      facts: {
        version,
        folder: settings.folder,
        boxName: settings.boxName,
        remoteRoot: rootName(root) || undefined,
        link: { ...link, warnings },
        bandwidth: configuration.bandwidth,
      },
      throttle: (bandwidth) => cloud.throttle(bytesPerSecond(bandwidth)),
      async useProxy(choice) {
        hidePassword(choice, log)
        await cloud.reroute(proxiedEnvironment(environment, choice))
      },
      shareLink: cloud.shareLink,
      close: () => cloud.close(),
    }
  }
}

function hidePassword(choice: ProxyChoice, log: AgentLog): void {
  if (choice.mode !== 'manual' || choice.password === undefined) return
  log.hide(choice.password)
  log.hide(encodeURIComponent(choice.password))
}

async function credentialsOf(
  paths: BoxPaths,
  environment: NodeJS.ProcessEnv,
  appKey: string | undefined,
  log: AgentLog,
): Promise<{
  credentials: Credentials
  link: Pick<LinkFacts, 'source' | 'fromImage'>
  /** It is in a file for which this user has to answer, not in one that was mounted. */
  isOwnFile: boolean
}> {
  // Asked before they are made private, which would make them look new.
  const isOld = await cameWithImage(paths.credentialsFile)
  const found = await findCredentials({ environment, file: paths.credentialsFile, appKey })
  if (!found) throw notLinked()
  const { credentials, source, repaired, mounted } = found
  if (credentials.kind === 'refreshable') log.hide(credentials.refreshToken.reveal())
  if (credentials.access) log.hide(credentials.access.token.reveal())
  const fromImage = source === 'file' && isOld
  log.info('linked', { source, repaired, mounted, fromImage })
  return { credentials, link: { source, fromImage }, isOwnFile: source === 'file' && !mounted }
}

/** The warning that others can get at the link. Throws AgentError `shared-home` where that must not be. */
async function exposureOf(paths: BoxPaths, configuration: Configuration): Promise<string | undefined> {
  const exposure = await findExposure(paths.credentialsFile)
  return judgeExposure(exposure, configuration, await settingOrigins(paths), paths)
}
