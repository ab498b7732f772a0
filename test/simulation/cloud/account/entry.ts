import { keyOf, nameOf } from '../../../../runtime/core/path.ts'
import type { RemoteEntry, RemoteFile, RemoteFolder } from '../../../../runtime/core/tree.ts'
import type { RemoteChange } from '../../../../runtime/ports/cloud.ts'
import type { Place } from './place.ts'

interface Placed extends Place {
  /** Position in the log of the latest change of this place. */
  readonly sequence: number
  /** Position of an earlier deletion that the log still tells, of a folder that was deleted and made again. */
  readonly removed: number | undefined
  /** What the delta says of it. */
  readonly change: RemoteChange
}

export interface LiveFile extends Placed {
  readonly kind: 'file'
  readonly remote: RemoteFile
}

export interface LiveFolder extends Placed {
  readonly kind: 'folder'
  readonly remote: RemoteFolder
}

/** What is left where something was. A `hidden` one is told by the deletion of a folder above it. */
export interface Tombstone extends Placed {
  readonly kind: 'deleted'
  readonly was: 'file' | 'folder'
  readonly id: string
  readonly hidden: boolean
}

export type LiveEntry = LiveFile | LiveFolder
export type Entry = LiveEntry | Tombstone

interface Position {
  readonly sequence: number
  readonly removed?: number | undefined
}

export function fileAt(place: Place, remote: Omit<RemoteFile, 'kind' | 'name'>, at: Position): LiveFile {
  const named: RemoteFile = { kind: 'file', name: nameOf(place.display), ...remote }
  return { kind: 'file', remote: named, ...placed(place, at, named) }
}

export function folderAt(place: Place, id: string, at: Position): LiveFolder {
  const remote: RemoteFolder = { kind: 'folder', name: nameOf(place.display), id }
  return { kind: 'folder', remote, ...placed(place, at, remote) }
}

export function tombstoneOf(entry: LiveEntry, sequence: number, hidden: boolean): Tombstone {
  return {
    kind: 'deleted',
    was: entry.kind,
    id: entry.remote.id,
    hidden,
    ...placed(entry, { sequence }, undefined),
  }
}

/** The same file or folder under another spelling of its place. */
export function respelled(entry: LiveEntry, display: string, sequence: number): LiveEntry {
  const place = { key: entry.key, display }
  const at = { sequence, removed: entry.removed }
  return entry.kind === 'file' ? fileAt(place, bare(entry.remote), at) : folderAt(place, entry.remote.id, at)
}

/** The deletion that the log tells before an entry that is there again. */
export function removalOf(entry: Entry): RemoteChange {
  return { kind: 'deleted', path: keyOf(entry.key) }
}

/** A file without what its place says of it. */
export function bare({ id, rev, hash, size, modified, downloadable }: RemoteFile) {
  return { id, rev, hash, size, modified, downloadable }
}

function placed({ key, display }: Place, at: Position, remote: RemoteEntry | undefined): Placed {
  const path = keyOf(key)
  return {
    key,
    display,
    sequence: at.sequence,
    removed: at.removed,
    change: remote === undefined ? { kind: 'deleted', path } : { kind: 'present', path, entry: remote },
  }
}
