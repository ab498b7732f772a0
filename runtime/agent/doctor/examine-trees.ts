import { readShared } from '../../box/distribution.ts'
import { createCloud } from '../../cloud/dropbox.ts'
import { lookUpPath } from '../../cloud/look-up-path.ts'
import type { Credentials } from '../../cloud/sign-in/credentials.ts'
import { internalsOf } from '../../core/ignore/ignore-rules.ts'
import type { DisplayPath } from '../../core/path.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { CloudError } from '../../ports/cloud.ts'
import { DiskError } from '../../ports/files.ts'
import { StoreError } from '../../ports/store.ts'
import { AgentError } from '../errors.ts'
import { mappingLimits } from '../mapping-limits.ts'
import { remoteRootOf } from '../remote-root.ts'
import { isRunning } from '../running.ts'
import { systemClock } from '../system/clock.ts'
import { askNetwork, connectionOf, linkedWith, type Network } from './ask-dropbox.ts'
import { type Finding, reasonOf, trouble } from './finding.ts'
import { haltsAhead, tellHalts } from './roots.ts'
import type { Situation } from './situation.ts'
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

/** Compares the trees, after the folders that would halt a start. `folders`: how many sync, if they were counted. */
export async function treesFindings(
  situation: Situation,
  network: Network,
  credentials: Credentials | undefined,
  examining: Examining,
): Promise<{ readonly findings: readonly Finding[]; readonly folders: number | undefined }> {
  const { report, known } = situation
  const halts =
    report === undefined
      ? await haltsAhead(nodeFiles(), known, mappingLimits(situation.paths))
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
  const { paths, configuration, selection, trees, word, folder, mappings, root } = situation
  const options = credentials && connectionOf(situation, credentials)
  const cloud = options && reached ? createCloud({ ...options, root: remoteRootOf(root) }) : undefined
  try {
    return await work({
      ...{ files: nodeFiles(), roots: rootsOf(folder, mappings), trees, selection, agent: word },
      ...{ thorough, signal, progress },
      disk: {
        limits: mappingLimits(paths),
        defaults: readShared('templates/default.mignore'),
        repositories: internalsOf(configuration.rules.repositories),
        now: systemClock.now,
      },
      cloud: cloud &&
        options && {
          changes: cloud.changes,
          lookUp: (path, own) => lookUpPath({ ...options, root: root.path }, path, own),
        },
    })
  } finally {
    await cloud?.close()
  }
}
