import type { IgnoreRules } from '../../../core/ignore/ignore-rules.ts'
import { keyOf, type PathKey } from '../../../core/path.ts'
import { createRegion, type Region } from '../../../core/plan/region.ts'
import type { Problem } from '../../../core/problem.ts'
import type { LocalEntry } from '../../../core/tree.ts'
import { readIgnoreRules } from '../../../local/ignore/read-ignore-rules.ts'
import { findMappings, type MappingLimits } from '../../../local/mappings/find-mappings.ts'
import { scanTree } from '../../../local/scan/scan-tree.ts'
import { type Files, faultOf, isDiskError } from '../../../ports/files.ts'

/** A folder that syncs. */
export interface DoctorRoot {
  readonly path: PathKey
  /** '' or `/name`. */
  readonly display: string
  /** Absolute, resolved. */
  readonly target: string
}

/** What the disk holds now. */
export interface DiskSide {
  readonly entries: ReadonlyMap<PathKey, LocalEntry>
  /** Where nobody could look, or something stands that cannot sync. */
  readonly unknown: Region
  readonly problems: readonly Problem[]
  /** Folders that are synced, the roots among them. */
  readonly folders: number
  readonly rules: ReadonlyMap<PathKey, IgnoreRules>
}

export interface DiskOptions {
  readonly limits: MappingLimits
  readonly defaults: string
  readonly repositories: 'synced' | 'kept-out'
  /** What the Local tree knows in a folder: a file whose size, times and inode are the same is not read again. */
  readonly known: (folder: PathKey) => ReadonlyMap<PathKey, LocalEntry>
  readonly now: () => number
  readonly signal: AbortSignal
  readonly progress: (count: number) => void
}

/** Scans every root as the agent does, and writes nothing. A root that cannot be looked at is unknown as a whole. */
export async function lookAtDisk(
  files: Files,
  roots: readonly DoctorRoot[],
  options: DiskOptions,
): Promise<DiskSide> {
  const entries = new Map<PathKey, LocalEntry>()
  const unknown = createRegion()
  const problems: Problem[] = []
  const rules = new Map<PathKey, IgnoreRules>()
  let folders = 0
  for (const root of roots) {
    try {
      if ((await files.lstat(root.target))?.kind !== 'folder') {
        unknown.add(root.path)
        continue
      }
      const own = await rulesOf(files, root, options)
      rules.set(root.path, own)
      const mappings = root.path === '' ? await findMappings(files, root.target, options.limits) : undefined
      const request = {
        ...{ root: root.target, path: root.path, display: root.display, rules: own },
        ...{ known: options.known, now: options.now, signal: options.signal },
        ...(mappings === undefined ? {} : { mappings }),
      }
      for await (const scanned of scanTree(files, request)) {
        folders++
        problems.push(...scanned.problems)
        if (!scanned.complete) {
          unknown.add(scanned.path)
          continue
        }
        for (const path of scanned.blocked) unknown.add(path)
        for (const [path, entry] of scanned.entries) entries.set(path, entry)
        options.progress(entries.size)
      }
    } catch (error) {
      if (!isDiskError(error)) throw error
      unknown.add(root.path)
      const why = { reason: 'unreadable', fault: faultOf(error), detail: error.message } as const
      problems.push({ path: root.display || '/', why })
    }
  }
  return { entries, unknown, problems, folders, rules }
}

/** The rules of a root. Throws DiskError. */
export async function rulesOf(
  files: Files,
  root: Pick<DoctorRoot, 'target'>,
  { defaults, repositories }: Pick<DiskOptions, 'defaults' | 'repositories'>,
): Promise<IgnoreRules> {
  return (await readIgnoreRules(files, root.target, { defaults, repositories })).rules
}

/** The root that a path lies in: the nearest linked folder, or the Dropbox folder; undefined when there is none. */
export function rootOf(path: PathKey, roots: readonly DoctorRoot[]): DoctorRoot | undefined {
  let nearest: DoctorRoot | undefined
  for (const root of roots) {
    const holds = root.path === '' || path === root.path || path.startsWith(`${root.path}/`)
    if (holds && root.path.length >= (nearest?.path.length ?? 0)) nearest = root
  }
  return nearest
}

/** A path from the root that it lies in, as rules take it. */
export function withinRoot(path: PathKey, root: DoctorRoot): string {
  return path.slice(root.path.length + 1)
}

/** The Dropbox folder and what is linked into it. */
export function rootsOf(
  folder: string,
  mappings: readonly { readonly name: string; readonly target: string }[],
): DoctorRoot[] {
  const linked = mappings.map(({ name, target }) => ({
    path: keyOf(`/${name}`),
    display: `/${name}`,
    target,
  }))
  return [{ path: '', display: '', target: folder }, ...linked]
}
