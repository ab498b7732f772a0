import {
  type FolderIdentity,
  identityOf,
  isSameFolder,
  type MarkerIdentity,
} from '../../core/safety/other-folder.ts'
import { DiskError, type FileStats, type Files, isDiskError, type Listed } from '../../ports/files.ts'
import type { KnownRoot } from '../../ports/store.ts'
import { cacheFolderName } from './cache-folder.ts'
import { type Marker, markerIdentityIn, readMarker } from './marker.ts'

/**
 * What has become of a root since it was known. Only `ready` may be scanned; in every other state an absence means nothing.
 * `ready`: the marker is the expected one; `folder` is what the folder is today, `marker` its marker's file, and `listed` what is in it; `isCopy`: the
 * folder is another one than was known, into which the marker was copied. `rolled-back`: the marker is of this root and another generation, lower when the files were
 * restored from a snapshot, higher when the agent's state was. `other-marker`: the marker of another root. Without a marker:
 * `other-device`, `emptied` (nothing is in it), else `marker-lost`. `unreadable`: nobody can tell.
 */
export type RootState =
  | {
      readonly state: 'ready'
      readonly folder: FolderIdentity
      readonly marker: MarkerIdentity
      readonly listed: readonly Listed[]
      readonly isCopy: boolean
    }
  | { readonly state: 'missing' }
  | { readonly state: 'retyped' }
  | { readonly state: 'emptied' }
  | { readonly state: 'other-device'; readonly device: number }
  | { readonly state: 'marker-lost' }
  | { readonly state: 'other-marker'; readonly identity: string; readonly generation: number }
  | { readonly state: 'rolled-back'; readonly markerGeneration: number }
  | { readonly state: 'unreadable'; readonly error: DiskError }

/** Looks whether a root is still the folder that the agent knows. Writes nothing. */
export async function inspectRoot(files: Files, root: KnownRoot): Promise<RootState> {
  try {
    const there = await files.lstat(root.target)
    if (there === undefined) return { state: 'missing' }
    if (there.kind !== 'folder') return { state: 'retyped' }
    // A component of the path that has become a symlink leads to another folder than the one that was established.
    if ((await files.realpath(root.target)) !== root.target) return { state: 'retyped' }
    const marker = await readMarker(files, root.target)
    // Between two looks at the marker: what a mount hides that comes or goes meanwhile is not taken for what the root holds.
    const listed = await files.list(root.target)
    if (marker === undefined) return withoutMarker(root, there, listed)
    const file = await markerIdentityIn(files, root.target)
    // It was exchanged between two calls: the next look tells.
    if (file === undefined) return { state: 'unreadable', error: new DiskError('changed', root.target) }
    return judge(root, { there, listed, marker, file })
  } catch (error) {
    if (isDiskError(error, 'missing')) return { state: 'missing' }
    if (error instanceof DiskError) return { state: 'unreadable', error }
    throw error
  }
}

function withoutMarker(root: KnownRoot, there: FileStats, listed: readonly Listed[]): RootState {
  if (there.device !== root.device) return { state: 'other-device', device: there.device }
  const isEmpty = listed.every(({ name }) => name === cacheFolderName)
  return isEmpty ? { state: 'emptied' } : { state: 'marker-lost' }
}

function judge(
  root: KnownRoot,
  found: {
    readonly there: FileStats
    readonly listed: readonly Listed[]
    readonly marker: Marker
    readonly file: MarkerIdentity
  },
): RootState {
  const { there, listed, marker, file } = found
  if (marker.identity !== root.identity) return { state: 'other-marker', ...marker }
  if (marker.generation !== root.generation)
    return { state: 'rolled-back', markerGeneration: marker.generation }
  const folder = identityOf(there)
  return { state: 'ready', folder, marker: file, listed, isCopy: !isSameFolder(root, folder) }
}
