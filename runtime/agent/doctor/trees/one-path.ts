import { type DisplayPath, joinPath, keyOf, nameOf, type PathKey, parentOf } from '../../../core/path.ts'
import { selectionOf } from '../../../core/selection.ts'
import { nothing, type Triple } from '../../../core/tree.ts'
import { type FileStats, isDiskError } from '../../../ports/files.ts'
import { changedSince } from './collect.ts'
import { type DoctorRoot, rootOf, rulesOf, withinRoot } from './disk-side.ts'
import type { Stations } from './hops.ts'
import { type Judgement, judge } from './judge.ts'
import { type DiskLook, lookOnDisk } from './on-disk.ts'
import type { TreesPorts } from './ports.ts'
import { ruleRemark, selectionRemark } from './remark.ts'

/** One path, looked at afresh everywhere. */
export interface PathLook {
  readonly judgement: Judgement
  readonly stations: Stations
  /** Where it is, or would be, on the box; undefined below a folder that is not there. */
  readonly onDisk: string | undefined
  /** What stands there, when it is neither file nor folder. */
  readonly kind: FileStats['kind'] | undefined
  /** Which rule or choice it is, or what is in the way: a sentence. */
  readonly remark: string | undefined
}

/** Follows one path from the disk to Dropbox. Reads the whole file. Throws CloudError, StoreError and AgentError. */
export async function followPath(ports: TreesPorts, display: DisplayPath): Promise<PathLook> {
  const { files, roots, trees, cloud, signal, selection } = ports
  const path = keyOf(display)
  const root = rootOf(path, roots)
  const read = await trees?.([parentOf(path)])
  const triple = new Map(read?.parts[0]?.entries ?? []).get(path) ?? nothing
  const disk = root === undefined ? nowhere : await lookOnDisk(files, root, display, signal)
  const found = await cloud?.lookUp(display, signal)
  const changed =
    read?.cursor === undefined || cloud === undefined
      ? undefined
      : await changedSince(cloud, read.cursor, signal)
  const { condition, problems, waiting, awaitsRoom } = await ports.agent()
  const stations: Stations = {
    disk: disk.content,
    local: triple.local,
    synced: triple.synced,
    remote: triple.remote,
    cloud: cloud === undefined ? 'unknown' : found,
  }
  const remote = found ?? triple.remote
  const here = typeof disk.content === 'object' ? disk.content : (remote ?? triple.local)
  const isFolder = here?.kind === 'folder'
  const judgement = judge({
    ...{ path, stations, condition },
    wanted: selectionOf(selection)(path),
    ignored: root !== undefined && (await isIgnored(ports, root, path, isFolder)),
    problem: problems.find((problem) => covers(keyOf(problem.path), path)),
    waiting: waiting.some((each) => keyOf(each) === path),
    awaitsRoom,
    downloadable: remote?.kind !== 'file' || remote.downloadable,
    inDelta: changed?.(path),
  })
  const remark =
    judgement.why === 'ignored' && root !== undefined
      ? await ruleRemark(files, root, path, isFolder, ports.disk)
      : judgement.why === 'not-selected'
        ? selectionRemark(selection, path)
        : disk.remark
  return { judgement, stations, onDisk: disk.place, kind: disk.kind, remark }
}

const nowhere: DiskLook = { content: 'unknown', place: undefined, kind: undefined, remark: undefined }

function covers(problem: PathKey, path: PathKey): boolean {
  return problem === path || path.startsWith(problem === '/' ? '/' : `${problem}/`)
}

async function isIgnored(
  ports: TreesPorts,
  root: DoctorRoot,
  path: PathKey,
  isFolder: boolean,
): Promise<boolean> {
  try {
    const rules = await rulesOf(ports.files, root, ports.disk)
    return rules.ignores(withinRoot(path, root), isFolder)
  } catch (error) {
    // A root that is not there has no rules that could be read.
    if (isDiskError(error)) return false
    throw error
  }
}

/** How a key is spelled, as far as the trees know; components that they do not know stay as they are. */
export function spelledIn(
  path: PathKey,
  folders: ReadonlyMap<PathKey, ReadonlyMap<PathKey, Triple>>,
): DisplayPath {
  if (path === '') return ''
  const parent = parentOf(path)
  const { local, remote, synced } = folders.get(parent)?.get(path) ?? nothing
  return joinPath(spelledIn(parent, folders), local?.name ?? remote?.name ?? synced?.name ?? nameOf(path))
}
