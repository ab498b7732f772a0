import type { PathKey } from '../../../core/path.ts'
import type { RemoteEntry, Triple } from '../../../core/tree.ts'
import { type Cloud, CloudError } from '../../../ports/cloud.ts'
import type { Trees } from '../../control.ts'

/** The three trees as they were while they were read. */
export interface ThreeTrees {
  readonly cursor: string | undefined
  /** What each folder holds directly. */
  readonly folders: ReadonlyMap<PathKey, ReadonlyMap<PathKey, Triple>>
  readonly count: number
}

/** Reads the three trees from top to bottom. `progress` is told how many paths there are so far. */
export async function collectTrees(
  ask: (folders: readonly PathKey[]) => Promise<Trees>,
  progress: (count: number) => void,
): Promise<ThreeTrees> {
  const folders = new Map<PathKey, ReadonlyMap<PathKey, Triple>>()
  let waiting: PathKey[] = ['']
  let cursor: string | undefined
  let first = true
  let count = 0
  while (waiting.length > 0) {
    const answer = await ask(waiting.slice(0, 2_000))
    // Of the first answer: what changed while the others were read is told since then.
    if (first) cursor = answer.cursor
    first = false
    const next: PathKey[] = []
    for (const { folder, entries } of answer.parts) {
      folders.set(folder, new Map(entries))
      count += entries.length
      for (const [path, triple] of entries) if (isFolder(triple)) next.push(path)
    }
    waiting = [...waiting.slice(answer.parts.length), ...next]
    progress(count)
  }
  return { cursor, folders, count }
}

function isFolder({ remote, local, synced }: Triple): boolean {
  return remote?.kind === 'folder' || local?.kind === 'folder' || synced?.kind === 'folder'
}

/** Everything in Dropbox, by a listing of its own. Throws CloudError. */
export async function listCloud(
  cloud: Pick<Cloud, 'changes'>,
  signal: AbortSignal,
  progress: (count: number) => void,
): Promise<ReadonlyMap<PathKey, RemoteEntry>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await listOnce(cloud, signal, progress)
    } catch (error) {
      // A listing that Dropbox lets go of half way begins anew, but not for ever.
      if (attempt > 2 || !(error instanceof CloudError) || error.code !== 'cursor-reset') throw error
    }
  }
}

async function listOnce(
  cloud: Pick<Cloud, 'changes'>,
  signal: AbortSignal,
  progress: (count: number) => void,
): Promise<ReadonlyMap<PathKey, RemoteEntry>> {
  const found = new Map<PathKey, RemoteEntry>()
  let cursor: string | undefined
  for (let more = true; more; ) {
    const page = await cloud.changes(cursor, signal)
    for (const change of page.changes) {
      if (change.kind === 'present') found.set(change.path, change.entry)
      else forget(found, change.path)
    }
    cursor = page.cursor
    more = page.more
    progress(found.size)
  }
  return found
}

function forget(found: Map<PathKey, RemoteEntry>, path: PathKey): void {
  const isFile = found.get(path)?.kind === 'file'
  found.delete(path)
  if (isFile) return
  for (const each of found.keys()) if (each.startsWith(`${path}/`)) found.delete(each)
}

/** Tells of a path whether Dropbox has changed it, or a folder above it, since a cursor; undefined when Dropbox takes that cursor no more. */
export async function changedSince(
  cloud: Pick<Cloud, 'changes'>,
  since: string,
  signal: AbortSignal,
): Promise<((path: PathKey) => boolean) | undefined> {
  const changed = new Set<PathKey>()
  try {
    let cursor = since
    for (let more = true; more; ) {
      const page = await cloud.changes(cursor, signal)
      for (const { path } of page.changes) changed.add(path)
      cursor = page.cursor
      more = page.more
    }
  } catch (error) {
    if (error instanceof CloudError && error.code === 'cursor-reset') return undefined
    throw error
  }
  return (path) => {
    for (let each = path; each !== ''; each = each.slice(0, each.lastIndexOf('/')))
      if (changed.has(each)) return true
    return false
  }
}
