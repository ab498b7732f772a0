import { grouped } from '../../../core/amounts.ts'
import { type DisplayPath, keyOf, type PathKey, parentOf } from '../../../core/path.ts'
import { createRegion } from '../../../core/plan/region.ts'
import type { Problem } from '../../../core/problem.ts'
import { selectionOf } from '../../../core/selection.ts'
import { type LocalEntry, nothing, type RemoteEntry } from '../../../core/tree.ts'
import { changedSince, collectTrees, listCloud, type ThreeTrees } from './collect.ts'
import { type DiskSide, lookAtDisk, rootOf, withinRoot } from './disk-side.ts'
import type { Hop } from './hops.ts'
import { type Judgement, judge } from './judge.ts'
import { followPath, spelledIn } from './one-path.ts'
import type { AgentWord, TreesPorts } from './ports.ts'

/** A path that is not the same everywhere, though it should be or will be. */
export interface Difference extends Judgement {
  readonly display: DisplayPath
}

/** All paths compared. Counts are of files and folders. */
export interface Comparison {
  readonly counts: Readonly<Record<'disk' | 'local' | 'synced' | 'remote' | 'cloud', number>>
  /** Folders that sync on the box. */
  readonly folders: number
  /** How many of the differing paths differ on each step. */
  readonly hops: Readonly<Record<Hop, number>>
  readonly differences: readonly Difference[]
  /** Paths that differ as they should: ignored, not selected and the like. */
  readonly asTheyShould: Readonly<Record<string, number>>
  readonly condition: AgentWord['condition']
  readonly thorough: boolean
}

/** So many are looked at a second time, since what was being synced while everything was read seems to differ. */
const secondLooks = 20

/** Compares every path at every place of the way from the disk to Dropbox. Throws CloudError, StoreError and AgentError. */
export async function compareTrees(ports: TreesPorts): Promise<Comparison> {
  const { signal, progress } = ports
  const trees = await treesOf(ports)
  const disk = await lookAtDisk(ports.files, ports.roots, {
    ...{ ...ports.disk, signal },
    known: (folder) => (ports.thorough ? noneKnown : localIn(trees, folder)),
    progress: (count) => progress(`Looking at the disk: ${grouped(count)}`),
  })
  const cloud =
    ports.cloud &&
    (await listCloud(ports.cloud, signal, (count) => progress(`Listing Dropbox: ${grouped(count)}`)))
  const changed =
    ports.cloud && trees.cursor !== undefined
      ? await changedSince(ports.cloud, trees.cursor, signal)
      : undefined
  progress('Comparing')
  const word = await ports.agent()
  const judged = judgeAll(ports, { trees, disk, cloud, changed, word })
  const differences = await lookAgain(ports, trees, judged.differing)
  const hops: Record<Hop, number> = {
    'disk-local': 0,
    'local-synced': 0,
    'synced-remote': 0,
    'remote-cloud': 0,
  }
  for (const difference of differences) for (const hop of difference.hops) hops[hop]++
  return {
    counts: { ...countsOf(trees), disk: disk.entries.size, cloud: cloud?.size ?? 0 },
    folders: disk.folders,
    hops,
    differences: differences.map((difference) => ({
      ...difference,
      display: spelledIn(difference.path, trees.folders),
    })),
    asTheyShould: judged.asTheyShould,
    condition: word.condition,
    thorough: ports.thorough,
  }
}

const noneKnown: ReadonlyMap<PathKey, LocalEntry> = new Map()

async function treesOf({ trees, progress }: TreesPorts): Promise<ThreeTrees> {
  if (trees === undefined) return { cursor: undefined, folders: new Map(), count: 0 }
  return collectTrees(trees, (count) => progress(`Reading the index: ${grouped(count)}`))
}

function localIn({ folders }: ThreeTrees, folder: PathKey): ReadonlyMap<PathKey, LocalEntry> {
  const known = new Map<PathKey, LocalEntry>()
  for (const [path, { local }] of folders.get(folder) ?? []) if (local !== undefined) known.set(path, local)
  return known
}

interface Everything {
  readonly trees: ThreeTrees
  readonly disk: DiskSide
  readonly cloud: ReadonlyMap<PathKey, RemoteEntry> | undefined
  readonly changed: ((path: PathKey) => boolean) | undefined
  readonly word: AgentWord
}

function judgeAll(
  ports: TreesPorts,
  { trees, disk, cloud, changed, word }: Everything,
): { readonly differing: readonly Judgement[]; readonly asTheyShould: Record<string, number> } {
  const wanted = selectionOf(ports.selection)
  const waiting = new Set(word.waiting.map(keyOf))
  const problems = problemsOf([...word.problems, ...disk.problems])
  const differing: Judgement[] = []
  const asTheyShould: Record<string, number> = {}
  for (const path of everyPath(trees, disk, cloud)) {
    const triple = trees.folders.get(parentOf(path))?.get(path) ?? nothing
    const inCloud = cloud?.get(path)
    const remote = inCloud ?? triple.remote
    const judgement = judge({
      path,
      stations: {
        ...{ local: triple.local, synced: triple.synced, remote: triple.remote },
        disk: disk.unknown.covers(path) ? 'unknown' : disk.entries.get(path),
        cloud: cloud === undefined ? 'unknown' : inCloud,
      },
      condition: word.condition,
      wanted: wanted(path),
      get ignored() {
        const root = rootOf(path, ports.roots)
        const rules = root && disk.rules.get(root.path)
        return (
          root !== undefined &&
          rules?.ignores(withinRoot(path, root), (remote ?? triple.local)?.kind === 'folder') === true
        )
      },
      get problem() {
        return problems(path)
      },
      waiting: waiting.has(path),
      awaitsRoom: word.awaitsRoom,
      downloadable: remote?.kind !== 'file' || remote.downloadable,
      inDelta: changed?.(path),
    })
    if (judgement.verdict !== 'ok') differing.push(judgement)
    else if (judgement.why !== 'same') asTheyShould[judgement.why] = (asTheyShould[judgement.why] ?? 0) + 1
  }
  return { differing, asTheyShould }
}

function everyPath({ folders }: ThreeTrees, disk: DiskSide, cloud: Everything['cloud']): Set<PathKey> {
  const paths = new Set<PathKey>()
  for (const inner of folders.values()) for (const path of inner.keys()) paths.add(path)
  for (const path of disk.entries.keys()) paths.add(path)
  for (const path of cloud?.keys() ?? []) paths.add(path)
  return paths
}

/** Finds the problem of a path, or of the nearest folder above it that has one. */
function problemsOf(all: readonly Problem[]): (path: PathKey) => Problem | undefined {
  const byPath = new Map(all.map((problem) => [keyOf(problem.path), problem]))
  const region = createRegion()
  for (const path of byPath.keys()) region.add(path)
  return (path) => {
    if (!region.covers(path)) return undefined
    for (let each = path; each !== ''; each = parentOf(each)) {
      const problem = byPath.get(each)
      if (problem !== undefined) return problem
    }
    return byPath.get('/')
  }
}

/** Looks once more at what seems to be wrong beside an agent that runs: the pictures were not taken in one moment. */
async function lookAgain(
  ports: TreesPorts,
  trees: ThreeTrees,
  differing: readonly Judgement[],
): Promise<Judgement[]> {
  const settled: Judgement[] = []
  let looks = 0
  for (const judgement of differing) {
    const again = judgement.verdict === 'wrong' && looks < secondLooks
    if (!again) {
      settled.push(judgement)
      continue
    }
    looks++
    const { judgement: second } = await followPath(ports, spelledIn(judgement.path, trees.folders))
    if (second.verdict !== 'ok') settled.push(second)
  }
  return settled
}

function countsOf({ folders }: ThreeTrees): { local: number; synced: number; remote: number } {
  const counts = { local: 0, synced: 0, remote: 0 }
  for (const inner of folders.values())
    for (const { local, synced, remote } of inner.values()) {
      if (local !== undefined) counts.local++
      if (synced !== undefined) counts.synced++
      if (remote !== undefined) counts.remote++
    }
  return counts
}
