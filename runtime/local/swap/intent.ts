import { type Files, isDiskError } from '../../ports/files.ts'
import { jsonObject } from '../json-object.ts'
import { readSmallFile } from '../small-file.ts'

/** What a swap is about to do with one file or folder. Sizes in bytes, times in ms; paths from the root. */
export interface Intent {
  /** Nothing is taken aside: what is in a folder goes part by part to another spelling of its name, `to`. */
  readonly folder?: true
  /** What is there as it was expected to be. */
  readonly size: number
  readonly modified: number
  readonly inode: number
  readonly from: string
  /** Where a move takes it; without it the file is to be trashed. */
  readonly to?: string
}

/** What follows the name of the file aside. */
export const intentSuffix = '.intent'

const longest = 16 * 1024

/**
 * Leaves an intent beside `path`; throws DiskError `exists` when there is one. It is written as the target of a symlink that leads nowhere:
 * one step, whole or not at all, and on the disk no later than the rename that follows it (both are journaled metadata). Where there
 * are no symlinks, or none so long (XFS: 1024 bytes), it is a small file.
 */
export async function writeIntent(files: Files, path: string, intent: Intent): Promise<void> {
  const text = JSON.stringify(intent)
  try {
    await files.symlink(text, path + intentSuffix)
  } catch (error) {
    if (!isDiskError(error, 'unsupported', 'no-permission', 'name-too-long')) throw error
    await using file = await files.openFile(path + intentSuffix, 'create', 0o600)
    await file.write(new TextEncoder().encode(text), 0)
    await file.sync()
  }
}

/** The intent that was left beside `path`, or undefined when it cannot be made out. */
export async function readIntent(files: Files, path: string): Promise<Intent | undefined> {
  const place = path + intentSuffix
  const there = await files.lstat(place)
  if (there?.kind === 'symlink') return parse(await files.readlink(place))
  return parse((await readSmallFile(files, place, longest)) ?? '')
}

/** Removes the intent beside `path`; none is fine. */
export async function removeIntent(files: Files, path: string): Promise<void> {
  try {
    await files.unlink(path + intentSuffix)
  } catch (error) {
    if (!isDiskError(error, 'missing')) throw error
  }
}

function parse(text: string): Intent | undefined {
  const fields = jsonObject(text)
  // A torn intent is none: its file goes to the trash.
  if (fields === undefined) return undefined
  const { folder, size, modified, inode, from, to } = fields
  if (typeof size !== 'number' || typeof modified !== 'number' || typeof inode !== 'number') return undefined
  if (typeof from !== 'string' || (to !== undefined && typeof to !== 'string')) return undefined
  return {
    ...{ size, modified, inode, from },
    ...(to === undefined ? {} : { to }),
    ...(folder === true ? { folder } : {}),
  }
}
