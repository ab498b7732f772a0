export type { Problem, ProblemReason, RepositoryWarning } from '../core/problem.ts'

import type { PathKey } from '../core/path.ts'
import type { LeaseHolder } from '../core/safety/lease.ts'
import type { FullFolder } from '../core/safety/too-many-files.ts'
import type { MappingRefusal } from '../local/mappings/find-mappings.ts'

/**
 * Why the engine stands still until a person decides. Each halt has one command that leaves it (see `describeHalt`).
 * `path` is the mapped folder's place in Dropbox, '' for the Dropbox folder itself.
 */
export type Halt =
  | { readonly reason: 'root-missing'; readonly path: PathKey; readonly target: string }
  | {
      readonly reason: 'root-emptied'
      readonly path: PathKey
      readonly target: string
      readonly files: number
    }
  | { readonly reason: 'root-retyped'; readonly path: PathKey; readonly target: string }
  /** The link is there and leads where it may not; `why`: a `MappingRefusal`. `target`: the folder that it led to. */
  | {
      readonly reason: 'link-refused'
      readonly path: PathKey
      readonly target: string
      readonly why: MappingRefusal
    }
  | { readonly reason: 'other-device'; readonly path: PathKey; readonly target: string }
  | { readonly reason: 'marker-lost'; readonly path: PathKey; readonly target: string }
  | { readonly reason: 'rolled-back'; readonly path: PathKey; readonly target: string }
  | {
      readonly reason: 'in-use'
      readonly path: PathKey
      readonly target: string
      /** Undefined where it cannot be told. */
      readonly holder: LeaseHolder | undefined
    }
  | { readonly reason: 'box-restored'; readonly path: PathKey }
  | {
      readonly reason: 'mass-deletion'
      readonly side: 'local' | 'remote'
      readonly files: number
      readonly of: number
      readonly examples: readonly string[]
    }
  | {
      readonly reason: 'too-many-files'
      readonly files: number
      readonly limit: number
      readonly folders: readonly FullFolder[]
    }
  | { readonly reason: 'account-changed'; readonly expected: string; readonly found: string }
  /** Folders of Dropbox, '' for all of it. */
  | { readonly reason: 'remote-root-changed'; readonly expected: string; readonly found: string }
  | { readonly reason: 'remote-root-missing'; readonly root: string; readonly detail: string }

/** The halts after which a person chooses what to keep (`dropbox restored`): both sides hold something, and nobody knows which is newer. */
export type RestoredHalt = Extract<
  Halt,
  { reason: 'other-device' | 'marker-lost' | 'rolled-back' | 'box-restored' }
>

/** Whether a halt is left by a choice of what to keep. */
export function isRestoredHalt(halt: Halt): halt is RestoredHalt {
  switch (halt.reason) {
    case 'other-device':
    case 'marker-lost':
    case 'rolled-back':
    case 'box-restored':
      return true
    default:
      return false
  }
}

/**
 * Whether a person's word leaves a halt. It does not bring back a linked folder that is gone, perhaps a volume that is not mounted: in its place
 * everything would be downloaded. Nor does it link another account or another folder of Dropbox, end another agent, or choose what to keep.
 */
export function isApprovable(halt: Halt): boolean {
  switch (halt.reason) {
    case 'account-changed':
    case 'remote-root-changed':
    case 'remote-root-missing':
    case 'in-use':
    case 'other-device':
    case 'marker-lost':
    case 'rolled-back':
    case 'box-restored':
      return false
    case 'root-missing':
    case 'root-retyped':
    case 'link-refused':
      return halt.path === ''
    default:
      return true
  }
}

/** Files wait in Dropbox for room on a disk, while everything else goes on. `available` and `total` are bytes of the disk, `bytes` those of the files. */
export interface DiskShortage {
  readonly reason: 'disk-nearly-full'
  /** Some of the files, as people spell them. */
  readonly examples: readonly string[]
  /** A folder on that disk. */
  readonly target: string
  readonly total: number
  readonly available: number
  readonly files: number
  readonly bytes: number
}

/** What the agent is doing, one of these at a time. Bytes, files and seconds are whole numbers. */
export type SyncStatus =
  | { readonly state: 'starting' }
  | { readonly state: 'checking' }
  | { readonly state: 'listing'; readonly entries: number }
  | {
      readonly state: 'syncing'
      readonly files: number
      readonly bytes: number
      readonly direction: 'up' | 'down' | 'both'
      readonly secondsLeft: number | undefined
    }
  | { readonly state: 'up-to-date' }
  /** A person wants it so, until a moment (ms since 1970) or until they say otherwise. */
  | { readonly state: 'paused'; readonly until: number | undefined }
  /** `answers`: something is reached, which says what Dropbox would not say. */
  | { readonly state: 'offline'; readonly detail: string; readonly answers?: true }
  /** Dropbox takes no call of this box any more: revoked, the app disconnected or disabled, the account suspended. */
  | { readonly state: 'unlinked'; readonly detail: string }
  | { readonly state: 'halted'; readonly halts: readonly Halt[] }
  | { readonly state: 'failed'; readonly detail: string }
