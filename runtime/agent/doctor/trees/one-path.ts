import { type DisplayPath, joinPath, keyOf, nameOf, type PathKey, parentOf } from '../../../core/path.ts'
import { selectionOf } from '../../../core/selection.ts'
import { nothing, type RemoteEntry, type Triple } from '../../../core/tree.ts'
import { hashFile } from '../../../local/scan/hash-file.ts'
import { type FileStats, type Files, isDiskError } from '../../../ports/files.ts'
import { changedSince } from './collect.ts'
import { type DoctorRoot, rootOf, rulesOf, withinRoot } from './disk-side.ts'
import type { Stations } from './hops.ts'
import { type Judgement, judge } from './judge.ts'
import type { AgentWord, TreesPorts } from './ports.ts'

/** One path, looked at afresh everywhere. */
export interface PathLook {
  readonly judgement: Judgement
  readonly stations: Stations
  readonly triple: Triple
  readonly cloud: RemoteEntry | undefined
  /** Where it is, or would be, on the box; undefined below a folder that is not there. */
  readonly onDisk: string | undefined
  /** What stands there, when it is neither file nor folder. */
  readonly kind: FileStats['kind'] | undefined
}

/** Follows one path from the disk to Dropbox. Reads the whole file. Throws CloudError, StoreError and AgentError. */
export async function followPath(
  ports: TreesPorts,
  display: DisplayPath,
  word?: AgentWord,
): Promise<PathLook> {
  const { files, roots, trees, cloud, signal } = ports
  const path = keyOf(display)
  const root = rootOf(path, roots)
  const parent = parentOf(path)
  const read = await trees?.([parent])
  const triple = new Map(read?.parts[0]?.entries ?? []).get(path) ?? nothing
  const onDisk = root && (await placeOnDisk(files, root, display))
  const disk =
    onDisk === undefined
      ? { content: root === undefined ? ('unknown' as const) : undefined, kind: undefined }
      : await contentAt(files, onDisk, signal)
  const found = path === '' ? undefined : await cloud?.lookUp(display, signal)
  const changed =
    read?.cursor === undefined || cloud === undefined
      ? undefined
      : await changedSince(cloud, read.cursor, signal)
  const { condition, problems, waiting } = word ?? (await ports.agent())
  const stations: Stations = {
    disk: disk.content,
    local: triple.local,
    synced: triple.synced,
    remote: triple.remote,
    cloud: cloud === undefined ? 'unknown' : found,
  }
  const remote = found ?? triple.remote
  const isFolder =
    (disk.content !== undefined && typeof disk.content === 'object' ? disk.content : (remote ?? triple.local))
      ?.kind === 'folder'
  const judgement = judge({
    ...{ path, stations, condition },
    wanted: selectionOf(ports.selection)(path),
    ignored: root !== undefined && (await isIgnored(ports, root, path, isFolder)),
    problem: problems.find((problem) => covers(keyOf(problem.path), path)),
    waiting: waiting.some((each) => keyOf(each) === path),
    downloadable: remote?.kind !== 'file' || remote.downloadable,
    inDelta: changed?.(path),
  })
  return { judgement, stations, triple, cloud: found, onDisk, kind: disk.kind }
}

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

/** Where a path is on the disk, also when it is spelled there in another way; as typed where the last component is missing. */
async function placeOnDisk(
  files: Files,
  root: DoctorRoot,
  display: DisplayPath,
): Promise<string | undefined> {
  let at = root.target
  const names = display
    .slice(root.display.length)
    .split('/')
    .filter((name) => name !== '')
  for (const [index, name] of names.entries()) {
    const next = await nameIn(files, at, name)
    if (next === undefined) return index === names.length - 1 ? `${at}/${name}` : undefined
    at = `${at}/${next}`
  }
  return at
}

async function nameIn(files: Files, folder: string, name: string): Promise<string | undefined> {
  try {
    if ((await files.lstat(`${folder}/${name}`)) !== undefined) return name
    const key = keyOf(name)
    return (await files.list(folder)).find((entry) => keyOf(entry.name) === key)?.name
  } catch (error) {
    if (isDiskError(error)) return undefined
    throw error
  }
}

async function contentAt(
  files: Files,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly content: Stations['disk']; readonly kind: FileStats['kind'] | undefined }> {
  try {
    const stats = await files.lstat(path)
    if (stats === undefined) return { content: undefined, kind: undefined }
    if (stats.kind === 'folder') return { content: { kind: 'folder' }, kind: undefined }
    if (stats.kind !== 'file') return { content: 'other', kind: stats.kind }
    const { hash } = await hashFile(files, path, { signal })
    return { content: { kind: 'file', hash }, kind: undefined }
  } catch (error) {
    if (isDiskError(error)) return { content: 'unknown', kind: undefined }
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
