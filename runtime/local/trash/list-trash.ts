import { type Files, isDiskError, type Listed } from '../../ports/files.ts'
import { cacheFolderOf } from '../roots/cache-folder.ts'
import { readSmallFile } from '../small-file.ts'
import { type TrashReason, timeOfBin } from './trash.ts'

export interface TrashedFile {
  /** Where it was, from the root. */
  readonly relative: string
  /** Where it is, absolute. */
  readonly path: string
  /** When it was put into the trash, ms since 1970. */
  readonly at: number
  /** Undefined where nobody wrote it down. */
  readonly why: TrashReason | undefined
  /** Bytes. */
  readonly size: number
  /** mtime, ms since 1970; later than `at` when a program went on writing into it. */
  readonly modified: number
}

/** What was put into the trash at one time; `folder` is absolute. */
export interface Bin {
  readonly folder: string
  /** ms since 1970. */
  readonly at: number
}

/** Everything in the trash of a root, the newest first. */
export async function listTrash(files: Files, root: string): Promise<TrashedFile[]> {
  const found: TrashedFile[] = []
  for (const bin of (await listBins(files, root)).toReversed()) {
    const why = await reasonOf(files, bin.folder)
    for (const file of await filesIn(files, bin)) found.push({ ...file, why })
  }
  return found
}

/** The files of one bin. */
export async function filesIn(files: Files, { folder, at }: Bin): Promise<Omit<TrashedFile, 'why'>[]> {
  const found: Omit<TrashedFile, 'why'>[] = []
  const waiting = ['']
  for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
    for (const { name, stats } of await listUnlessGone(files, `${folder}/files${inner}`)) {
      const relative = `${inner}/${name}`
      if (stats?.kind === 'folder') waiting.push(relative)
      else if (stats !== undefined) {
        const { size, modified } = stats
        found.push({ relative: relative.slice(1), path: `${folder}/files${relative}`, at, size, modified })
      }
    }
  }
  return found
}

/** The bins of a root's trash, the oldest first. */
export async function listBins(files: Files, root: string): Promise<Bin[]> {
  const { trash } = cacheFolderOf(root)
  const bins: Bin[] = []
  for (const { name, stats } of await listUnlessGone(files, trash)) {
    const at = timeOfBin(name)
    if (at !== undefined && stats?.kind === 'folder') bins.push({ folder: `${trash}/${name}`, at })
  }
  return bins.sort((one, other) => one.at - other.at)
}

const reasons: Readonly<Record<TrashReason, true>> = {
  deleted: true,
  replaced: true,
  excluded: true,
  'given-up': true,
  resolved: true,
  recovered: true,
}

/** Why the files of a bin (its folder) are in the trash; undefined when nobody wrote it down. */
export async function reasonOf(files: Files, folder: string): Promise<TrashReason | undefined> {
  try {
    const { why } = JSON.parse((await readSmallFile(files, `${folder}/origin.json`, 4096)) ?? '{}') ?? {}
    return Object.hasOwn(reasons, why) ? why : undefined
  } catch (error) {
    // The record is for people; torn by a power cut, the files are none the worse.
    if (error instanceof SyntaxError || isDiskError(error)) return undefined
    throw error
  }
}

async function listUnlessGone(files: Files, folder: string): Promise<Listed[]> {
  try {
    return await files.list(folder)
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder')) return []
    throw error
  }
}
