import { countOf, size } from '../../core/amounts.ts'
import { reserveOf } from '../../core/safety/disk-room.ts'
import { type Finding, reasonOf, trouble, well } from './finding.ts'

/** A file system as statfs(2) tells of it. */
export interface DiskFacts {
  /** Bytes. */
  readonly total: number
  readonly available: number
  /** How many files it can hold, and how many more; 0 and 0 where it sets no limit. */
  readonly inodes: number
  readonly freeInodes: number
}

/** A folder whose disk matters. */
export interface DiskPlace {
  readonly what: string
  /** Absolute. */
  readonly path: string
}

/** Whether the disks of the agent's state and of every root have room. */
export async function checkDisk(
  places: readonly DiskPlace[],
  facts: (path: string) => Promise<DiskFacts>,
): Promise<Finding[]> {
  return Promise.all(places.map((place) => examine(place, facts)))
}

async function examine(
  { what, path }: DiskPlace,
  facts: (path: string) => Promise<DiskFacts>,
): Promise<Finding> {
  let found: DiskFacts
  try {
    found = await facts(path)
  } catch (error) {
    return trouble(
      'disk',
      'wrong',
      `The disk of ${path} (${what}) cannot be looked at: ${reasonOf(error)}.`,
      'Mount it, or make the folder again; "dropbox status" tells what Dropbox waits for.',
      { path, what },
    )
  }
  const { total, available, inodes, freeInodes } = found
  const reserve = reserveOf(total)
  const data = { path, what, ...found, reserve }
  const free = `${path} (${what}) has ${size(available)} of ${size(total)} free`
  const advice =
    'Free some space ("dropbox trash empty", or "dropbox exclude add" for folders that are not needed here).'
  if (available < reserve)
    return trouble(
      'disk',
      'wrong',
      `${free}, less than the ${size(reserve)} that stay free: nothing is downloaded.`,
      advice,
      data,
    )
  if (inodes > 0 && freeInodes < 100)
    return trouble(
      'disk',
      'wrong',
      `${free}, but room for ${countOf(freeInodes, 'more file')} only.`,
      'Delete files that are not needed: the disk has no inodes left.',
      data,
    )
  if (available < 2 * reserve)
    return trouble('disk', 'warning', `${free}, and ${size(reserve)} stay free.`, advice, data)
  if (inodes > 0 && freeInodes < inodes * 0.02)
    return trouble(
      'disk',
      'warning',
      `${free}, but room for ${countOf(freeInodes, 'more file')} only.`,
      'Delete files that are not needed: the disk is short of inodes.',
      data,
    )
  return well('disk', `${free}.`, data)
}
