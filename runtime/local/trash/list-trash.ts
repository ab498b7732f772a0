import { type Files, isDiskError, type Listed } from '../../ports/files.ts'
import { cacheFolderOf } from '../roots/cache-folder.ts'
import { timeOfBin } from './trash.ts'

export interface TrashedFile {
  /** Where it was, from the root. */
  readonly relative: string
  /** Where it is, absolute. */
  readonly path: string
  /** When it was put into the trash, ms since 1970. */
  readonly at: number
  /** Bytes. */
  readonly size: number
}

/** Everything in the trash of a root, the newest first. */
export async function listTrash(files: Files, root: string): Promise<TrashedFile[]> {
  const found: TrashedFile[] = []
  for (const { folder, at } of (await listBins(files, root)).toReversed()) {
    const waiting = ['']
    for (let inner = waiting.pop(); inner !== undefined; inner = waiting.pop()) {
      for (const { name, stats } of await listUnlessGone(files, `${folder}/files${inner}`)) {
        const relative = `${inner}/${name}`
        if (stats?.kind === 'folder') waiting.push(relative)
        else if (stats !== undefined)
          found.push({
            relative: relative.slice(1),
            path: `${folder}/files${relative}`,
            at,
            size: stats.size,
          })
      }
    }
  }
  return found
}

/** The bins of a root's trash, the oldest first. */
export async function listBins(files: Files, root: string): Promise<{ folder: string; at: number }[]> {
  const { trash } = cacheFolderOf(root)
  const bins: { folder: string; at: number }[] = []
  for (const { name, stats } of await listUnlessGone(files, trash)) {
    const at = timeOfBin(name)
    if (at !== undefined && stats?.kind === 'folder') bins.push({ folder: `${trash}/${name}`, at })
  }
  return bins.sort((one, other) => one.at - other.at)
}

async function listUnlessGone(files: Files, folder: string): Promise<Listed[]> {
  try {
    return await files.list(folder)
  } catch (error) {
    if (isDiskError(error, 'missing')) return []
    throw error
  }
}
