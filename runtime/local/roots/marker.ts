import { identityOf, type MarkerIdentity } from '../../core/safety/other-folder.ts'
import { type Files, isDiskError } from '../../ports/files.ts'
import { jsonObject } from '../json-object.ts'
import { readSmallFile, writeSmallFile } from '../small-file.ts'
import { cacheFolderOf } from './cache-folder.ts'

/** Binds a folder on the disk to the state that the agent keeps about it. */
export interface Marker {
  /** Of this root and no other. */
  readonly identity: string
  /** Counted up at each start; see `KnownRoot.generation`. */
  readonly generation: number
}

const largest = 4096

/**
 * The marker of a root; undefined when there is none, or when what is there is not a marker (it is replaced in one step, so a
 * torn one is not of our making). Throws DiskError when it cannot be read: that is not the same as none.
 */
export async function readMarker(files: Files, root: string): Promise<Marker | undefined> {
  try {
    const text = await readSmallFile(files, cacheFolderOf(root).marker, largest)
    return text === undefined ? undefined : parse(text)
  } catch (error) {
    if (isDiskError(error, 'too-large')) return undefined
    throw error
  }
}

/** What tells the file of the marker from all others; undefined where there is none. Throws DiskError. */
export async function markerIdentityIn(files: Files, root: string): Promise<MarkerIdentity | undefined> {
  const there = await files.lstat(cacheFolderOf(root).marker)
  if (there === undefined) return undefined
  const { inode, born } = identityOf(there)
  return { inode, born }
}

/** Writes the marker, fsynced. The cache folder must exist. */
export async function writeMarker(files: Files, root: string, marker: Marker): Promise<void> {
  const about =
    'This folder syncs with Dropbox. Without this file the sync stops, to be sure that it is the same folder.'
  const text = `${JSON.stringify({ about, identity: marker.identity, generation: marker.generation }, null, 2)}\n`
  await writeSmallFile(files, cacheFolderOf(root).folder, 'marker.json', text)
}

/** Writes a new generation into the marker of a root that has one. The store must learn it in the same step of the caller. */
export const advanceGeneration: (files: Files, root: string, marker: Marker) => Promise<void> = writeMarker

function parse(text: string): Marker | undefined {
  const fields = jsonObject(text)
  // Not JSON is not a marker; the caller treats it as a lost one, which stops the sync of this root.
  if (fields === undefined) return undefined
  const { identity, generation } = fields
  if (typeof identity !== 'string' || typeof generation !== 'number') return undefined
  if (!Number.isSafeInteger(generation)) return undefined
  return { identity, generation }
}
