import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { delimiter } from 'node:path'
import { autostartList } from '../../box/autostart-list.ts'
import { distributionVersion, readShared } from '../../box/distribution.ts'
import { activePart } from '../../box/installed.ts'
import { profilesOf } from '../../box/profile.ts'
import { scriptsWithBlock } from '../../box/startup-script.ts'
import { hostAddresses } from '../../cloud/connection/hosts.ts'
import { createCloud } from '../../cloud/dropbox.ts'
import { lookUpPath } from '../../cloud/look-up-path.ts'
import { CloudSetupError } from '../../cloud/setup-error.ts'
import type { Credentials } from '../../cloud/sign-in/credentials.ts'
import { examineLink } from '../../cloud/sign-in/examine-link.ts'
import { findCredentials, type LinkedWith } from '../../cloud/sign-in/find-credentials.ts'
import type { DisplayPath } from '../../core/path.ts'
import { judgeLease } from '../../core/safety/lease.ts'
import { readLease } from '../../local/lease/lease-file.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { cacheFolderOf } from '../../local/roots/cache-folder.ts'
import { CloudError } from '../../ports/cloud.ts'
import { DiskError } from '../../ports/files.ts'
import { StoreError } from '../../ports/store.ts'
import { AgentError } from '../errors.ts'
import { mappingLimits } from '../mapping-limits.ts'
import { readHolder } from '../process/holder.ts'
import { isAlive } from '../process/process-identity.ts'
import { isRunning } from '../running.ts'
import { systemClock } from '../system/clock.ts'
import { systemMachine } from '../system/machine.ts'
import { systemRandom } from '../system/random.ts'
import { checkClock } from './clock.ts'
import { checkDisk } from './disk.ts'
import { checkFileSystems } from './file-systems.ts'
import { type Finding, reasonOf, trouble } from './finding.ts'
import { checkIndex } from './index-file.ts'
import { checkInotify } from './inotify.ts'
import { checkLimits } from './limits.ts'
import { checkLocks } from './locks.ts'
import { checkNetwork, type Reached, reachHosts } from './network.ts'
import { haltsAhead, tellHalts } from './roots.ts'
import type { Situation } from './situation.ts'
import { checkStartup } from './startup.ts'
import { asking, diskFacts, limitFacts, nearestThere, proxyFor, timeOfChange } from './system.ts'
import { checkToken } from './token.ts'
import { type Comparison, compareTrees } from './trees/compare.ts'
import { rootsOf } from './trees/disk-side.ts'
import { followPath, type PathLook } from './trees/one-path.ts'
import type { TreesPorts } from './trees/ports.ts'
import { tellTrees } from './trees/tell.ts'

/** How to examine. */
export interface Examining {
  /** Whether every file is read, also one whose size and times say that it has not changed. */
  readonly thorough: boolean
  readonly signal: AbortSignal
  /** What is going on, in a few words. */
  readonly progress: (text: string) => void
}

/** ms that a host may be silent, and that asking about the link may take. */
const silence = 10_000
const askingLink = 30_000

/**
 * Examines everything about a box, and gives what was found in the order of `checkNames`. Writes nothing but one probe file in each
 * root's own folder, which is removed again. Throws only the signal's reason, and what nobody expects.
 */
export async function examineAll(situation: Situation, examining: Examining): Promise<Finding[]> {
  const { progress } = examining
  const { report, agent, index, paths, folder, mappings } = situation
  const roots = rootsOf(folder, mappings).map(({ target }) => target)
  progress('Asking Dropbox')
  const network = await askNetwork(situation)
  const link = await examineLinkOf(situation, network, examining.signal)
  examining.signal.throwIfAborted()
  progress('Looking at the computer')
  const disk = await checkDisk(await diskPlaces(situation, roots), diskFacts)
  const inotify = await checkInotify(
    await Promise.all(roots.map(probeFolder)),
    timeOfChange,
    report?.watching,
  )
  const fileSystems = await checkFileSystems(roots, () => readFile('/proc/self/mountinfo', 'utf8'))
  const locks = await locksOf(situation, roots)
  const startup = checkStartup(await startupFacts(situation))
  const trees = await treesFindings(situation, network, link.credentials, examining)
  return [
    checkClock(network.hosts),
    ...disk,
    ...inotify,
    ...checkLimits(limitFacts(report?.pid), trees.folders),
    ...fileSystems,
    ...locks,
    ...link.findings,
    ...network.findings,
    ...(situation.fault === undefined
      ? []
      : [trouble('startup', 'wrong', situation.fault, 'Until then the defaults hold for this examination.')]),
    ...startup,
    checkIndex(paths.indexFile, agent === 'running' ? { state: 'agent' } : index),
    ...trees.findings,
  ]
}

/** Follows one path from the disk to Dropbox. Writes nothing. Throws CloudError. */
export async function examinePath(
  situation: Situation,
  display: DisplayPath,
  examining: Examining,
): Promise<PathLook> {
  const network = await askNetwork(situation)
  const credentials = await linkedWith(situation)
  return withPorts(situation, network, credentials, examining, (ports) => followPath(ports, display))
}

interface Network {
  readonly hosts: readonly Reached[]
  readonly findings: readonly Finding[]
  /** Whether the host of the API answers. */
  readonly reached: boolean
}

async function askNetwork({ environment }: Situation): Promise<Network> {
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
      findings: checkNetwork(hosts, proxy),
      reached: hosts.some(({ address, answer }) => address === addresses.api && answer !== undefined),
    }
  } catch (error) {
    if (!(error instanceof CloudSetupError)) throw error
    return { hosts: [], findings: [trouble('network', 'wrong', error.message, undefined)], reached: false }
  }
}

async function linkedWith(situation: Situation): Promise<Credentials | undefined> {
  try {
    return (await findLink(situation))?.credentials
  } catch (error) {
    if (error instanceof CloudSetupError) return undefined
    throw error
  }
}

function findLink({ environment, paths, configuration }: Situation): Promise<LinkedWith | undefined> {
  const { credentialsFile: file } = paths
  return findCredentials({ environment, file, appKey: configuration.appKey, asItIs: true })
}

async function examineLinkOf(
  situation: Situation,
  { reached }: Network,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly credentials: Credentials | undefined }> {
  const { credentialsFile: file } = situation.paths
  const findings = await checkToken({
    file,
    find: () => findLink(situation),
    async permissions() {
      const stats = await stat(file).catch(() => undefined)
      return stats && { mode: stats.mode & 0o7777, owner: stats.uid }
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

function connectionOf({ environment }: Situation, credentials: Credentials) {
  return {
    ...{ credentials, environment, clock: systemClock, random: systemRandom, userAgent: userAgent() },
    apiUrl: environment['DROPBOX_API_URL'] || undefined,
  }
}

function userAgent(): string {
  return `box-parts/${distributionVersion()}`
}

async function diskPlaces(
  { paths, folder, index }: Situation,
  roots: readonly string[],
): Promise<{ readonly what: string; readonly path: string }[]> {
  const places = [{ what: "the agent's state", path: await nearestThere(paths.stateFolder) }]
  for (const root of roots) {
    // Before the first start there is no folder, which is no fault.
    const path = index.state === 'none' ? await nearestThere(root) : root
    places.push({ what: root === folder ? 'the Dropbox folder' : 'a linked folder', path })
  }
  return places
}

async function probeFolder(
  root: string,
): Promise<{ readonly root: string; readonly folder: string | undefined }> {
  const { folder } = cacheFolderOf(root)
  const there = await stat(folder).catch(() => undefined)
  return { root, folder: there?.isDirectory() ? folder : undefined }
}

async function locksOf({ paths, agent, report }: Situation, roots: readonly string[]): Promise<Finding[]> {
  const files = nodeFiles()
  const machine = systemMachine()
  const holder = readHolder(paths)
  return checkLocks(
    { agent, pid: report?.pid, holder, alive: holder !== undefined && isAlive(holder) },
    roots.map((root) => ({
      root,
      async read() {
        const standing = await readLease(files, root)
        if (standing === undefined) return undefined
        const { shared } = await files.space(root)
        const contender = { ...machine.self, token: '', shared, lives: machine.lives }
        return { lease: standing.lease, state: judgeLease(standing.lease, contender) }
      },
    })),
  )
}

async function startupFacts({ paths, environment, report }: Situation) {
  return {
    installed: activePart(paths)?.version,
    version: distributionVersion(),
    running: report?.version,
    binFolder: paths.binFolder,
    onPath: (environment['PATH'] ?? '').split(delimiter).includes(paths.binFolder),
    profiles: await profilesOf(paths),
    scripts: await scriptsWithBlock(paths),
    autostart: (await autostartList(paths)).includes('dropbox'),
  }
}

async function treesFindings(
  situation: Situation,
  network: Network,
  credentials: Credentials | undefined,
  examining: Examining,
): Promise<{ readonly findings: readonly Finding[]; readonly folders: number | undefined }> {
  const { report, known, files } = situation
  const halts =
    report === undefined
      ? await haltsAhead(nodeFiles(), known, files)
      : report.status.state === 'halted'
        ? report.status.halts
        : []
  const told = tellHalts(halts)
  const overtaken = async () => situation.agent === 'stopped' && (await isRunning(situation.paths))
  if (situation.trees === undefined) {
    const found = 'The trees were not compared, since there is no index that can be read.'
    return { findings: [...told, trouble('trees', 'warning', found, undefined)], folders: undefined }
  }
  try {
    const asked = network.reached && credentials !== undefined
    const comparison = await withPorts<Comparison>(situation, network, credentials, examining, compareTrees)
    if (await overtaken()) return { findings: [startedMeanwhile], folders: comparison.folders }
    return { findings: [...told, tellTrees(comparison, asked)], folders: comparison.folders }
  } catch (error) {
    if (examining.signal.aborted) throw examining.signal.reason
    if (!isOurs(error)) throw error
    if (await overtaken()) return { findings: [startedMeanwhile], folders: undefined }
    const found = `The trees could not be compared: ${reasonOf(error)}.`
    return {
      findings: [
        ...told,
        trouble('trees', error instanceof CloudError ? 'warning' : 'wrong', found, 'Try again later.', {
          code: error.code,
        }),
      ],
      folders: undefined,
    }
  }
}

/** The agent writes into the index that was read, so that what was read means nothing. */
const startedMeanwhile = trouble(
  'trees',
  'warning',
  'Dropbox was started while the trees were compared.',
  'Run "dropbox doctor" again.',
)

/** Whether the agent, the index, the disk or Dropbox said why it cannot; anything else is a fault of the program. */
function isOurs(error: unknown): error is AgentError | StoreError | DiskError | CloudError {
  return [AgentError, StoreError, DiskError, CloudError].some((kind) => error instanceof kind)
}

async function withPorts<Value>(
  situation: Situation,
  { reached }: Network,
  credentials: Credentials | undefined,
  { thorough, signal, progress }: Examining,
  work: (ports: TreesPorts) => Promise<Value>,
): Promise<Value> {
  const { paths, configuration, selection, trees, word, folder, mappings } = situation
  const options = credentials && connectionOf(situation, credentials)
  const cloud = options && reached ? createCloud(options) : undefined
  try {
    return await work({
      ...{ files: nodeFiles(), roots: rootsOf(folder, mappings), trees, selection, agent: word },
      ...{ thorough, signal, progress },
      disk: {
        limits: mappingLimits(paths),
        defaults: readShared('templates/default.mignore'),
        repositories: configuration.rules.repositories === 'sync' ? 'synced' : 'kept-out',
        now: systemClock.now,
      },
      cloud: cloud &&
        options && {
          changes: cloud.changes,
          lookUp: (path, own) => lookUpPath(options, path, own),
        },
    })
  } finally {
    await cloud?.close()
  }
}
