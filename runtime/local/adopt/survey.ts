import type { FileStats, Files } from '../../ports/files.ts'
import { meetingOf } from './meeting.ts'
import { isLeaving } from './unite.ts'

/** What moving a folder's content into another one comes to. Paths count from the folder, sorted; a folder that is there twice is none of these. */
export interface Survey {
  /** Files, links and whole folders that go to a free place. */
  readonly moved: readonly string[]
  /** Files in all of `moved`. */
  readonly files: number
  /** Bytes of those files. */
  readonly bytes: number
  /** What the target has already as it is. */
  readonly same: readonly string[]
  /** What the target has otherwise: both are kept. */
  readonly both: readonly string[]
  /** Fifos, sockets and devices, which cannot be moved to another file system. */
  readonly stuck: readonly string[]
}

/** Looks at what is in `from` and what of it `to` has, which may not be there. Changes nothing. Throws DiskError. */
export async function survey(files: Files, from: string, to: string): Promise<Survey> {
  const [moved, same, both, stuck]: string[][] = [[], [], [], []]
  let [count, bytes] = [0, 0]
  const device = await deviceAt(files, to)

  async function look(relative: string): Promise<void> {
    for (const { name, stats } of await files.list(`${from}${relative}`)) {
      if (stats === undefined) {
        stuck?.push(`${relative}/${name}`.slice(1))
        continue
      }
      if (isLeaving(name, stats)) continue
      const path = `${relative}/${name}`
      const meeting = await meetingOf(files, { from: from + path, coming: stats, to: to + path })
      if (meeting === 'folders') await look(path)
      else if (meeting === 'same') same?.push(path.slice(1))
      else {
        if (meeting === 'both') both?.push(path.slice(1))
        else moved?.push(path.slice(1))
        await add(path, stats)
      }
    }
  }

  /** Counts what goes along with an entry. */
  async function add(path: string, stats: FileStats): Promise<void> {
    if (stats.kind === 'folder') {
      for (const inner of await files.list(from + path))
        if (inner.stats === undefined) stuck?.push(`${path}/${inner.name}`.slice(1))
        else await add(`${path}/${inner.name}`, inner.stats)
    } else if (stats.kind === 'file') {
      count++
      bytes += stats.size
    } else if (stats.kind !== 'symlink' && stats.device !== device) stuck?.push(path.slice(1))
  }

  await look('')
  const sorted = (paths: string[] | undefined) => (paths ?? []).sort()
  return {
    moved: sorted(moved),
    files: count,
    bytes,
    same: sorted(same),
    both: sorted(both),
    stuck: sorted(stuck),
  }
}

/** The file system of a place, or of the folder in which it is to be made. */
async function deviceAt(files: Files, place: string): Promise<number | undefined> {
  for (let path = place; ; path = path.slice(0, path.lastIndexOf('/')) || '/') {
    const stats = await files.lstat(path)
    if (stats !== undefined || path === '/') return stats?.device
  }
}
