import { userInfo } from 'node:os'
import { withinLocks } from '../../box/configuration/within-locks.ts'
import { hostAddresses } from '../../cloud/connection/hosts.ts'
import { CloudSetupError } from '../../cloud/setup-error.ts'
import type { Credentials } from '../../cloud/sign-in/credentials.ts'
import { examineLink } from '../../cloud/sign-in/examine-link.ts'
import { findCredentials, type LinkedWith } from '../../cloud/sign-in/find-credentials.ts'
import { statsBehind } from '../../local/node/file-stats.ts'
import { connectionOptions, userAgent } from '../connection-options.ts'
import { systemClock } from '../system/clock.ts'
import { type Finding, trouble } from './finding.ts'
import { checkNetwork, type Reached, reachHosts } from './network.ts'
import type { Situation } from './situation.ts'
import { asking, proxyFor } from './system.ts'
import { checkToken } from './token.ts'

/** ms that a host may be silent, and that asking about the link may take. */
const silence = 10_000
const askingLink = 30_000

/** Dropbox's hosts, asked. */
export interface Network {
  readonly hosts: readonly Reached[]
  readonly findings: readonly Finding[]
  /** Whether the host of the API answers. */
  readonly reached: boolean
}

/** Asks each of Dropbox's hosts for anything at all. */
export async function askNetwork({ environment, proxyFault }: Situation): Promise<Network> {
  try {
    const addresses = hostAddresses(environment['DROPBOX_API_URL'])
    const hosts = await reachHosts(
      addresses,
      asking(environment, userAgent(), silence),
      systemClock.now,
      systemClock.monotonic,
    )
    const proxy = proxyFor(addresses.api, environment)
    return {
      hosts,
      findings: [
        ...(proxyFault === undefined ? [] : [trouble('network', 'wrong', proxyFault, undefined)]),
        ...checkNetwork(hosts, proxy),
      ],
      reached: hosts.some(({ address, answer }) => address === addresses.api && answer !== undefined),
    }
  } catch (error) {
    if (!(error instanceof CloudSetupError)) throw error
    return { hosts: [], findings: [trouble('network', 'wrong', error.message, undefined)], reached: false }
  }
}

/** What the box is linked with, if that can be read. */
export async function linkedWith(situation: Situation): Promise<Credentials | undefined> {
  try {
    return (await findLink(situation))?.credentials
  } catch (error) {
    if (error instanceof CloudSetupError) return undefined
    throw error
  }
}

async function findLink({
  environment: variables,
  paths,
  configuration,
  fault,
}: Situation): Promise<LinkedWith | undefined> {
  const { credentialsFile: file } = paths
  const { environment } =
    fault === undefined ? await withinLocks(paths, variables) : { environment: variables }
  return findCredentials({ environment, file, appKey: configuration.appKey, asItIs: true })
}

/** Examines the link; `credentials` are given when Dropbox may be asked with them. */
export async function examineLinkOf(
  situation: Situation,
  { reached }: Network,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly credentials: Credentials | undefined }> {
  const { credentialsFile: file } = situation.paths
  const findings = await checkToken({
    file,
    find: () => findLink(situation),
    async permissions() {
      const stats = statsBehind(file)
      return stats && { mode: stats.mode, owner: stats.owner }
    },
    user: userInfo().uid,
    ask: reached
      ? ({ credentials }) =>
          examineLink(
            { ...connectionOf(situation, credentials), silence },
            AbortSignal.any([signal, AbortSignal.timeout(askingLink)]),
          )
      : undefined,
    now: systemClock.now,
  })
  const accepted =
    findings.every(({ verdict }) => verdict !== 'wrong') || findings.some(({ data }) => 'account' in data)
  return { findings, credentials: accepted ? await linkedWith(situation) : undefined }
}

/** How Dropbox is asked with credentials. */
export function connectionOf({ environment, root }: Situation, credentials: Credentials) {
  return {
    ...connectionOptions(environment),
    ...{ credentials, pathRoot: root.namespace },
  }
}
