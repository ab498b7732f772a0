import type { PathKey } from '../core/path.ts'

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
  | { readonly reason: 'other-device'; readonly path: PathKey; readonly target: string }
  | { readonly reason: 'marker-lost'; readonly path: PathKey; readonly target: string }
  | { readonly reason: 'rolled-back'; readonly path: PathKey; readonly target: string }
  | {
      readonly reason: 'mass-deletion'
      readonly side: 'local' | 'remote'
      readonly files: number
      readonly of: number
      readonly examples: readonly string[]
    }
  | { readonly reason: 'account-changed'; readonly expected: string; readonly found: string }

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
  | { readonly state: 'offline'; readonly detail: string }
  | { readonly state: 'unlinked' }
  | { readonly state: 'halted'; readonly halts: readonly Halt[] }
  | { readonly state: 'failed'; readonly detail: string }

/** Why one path does not sync while everything else does. */
export type ProblemReason =
  | { readonly reason: 'name'; readonly fault: string }
  | { readonly reason: 'case-clash'; readonly other: string }
  | { readonly reason: 'not-downloadable' }
  | { readonly reason: 'special-file'; readonly type: string }
  | { readonly reason: 'symlink' }
  | { readonly reason: 'mapping-refused'; readonly why: string }
  | { readonly reason: 'unreadable'; readonly detail: string }
  | { readonly reason: 'unwritable'; readonly detail: string }
  | { readonly reason: 'changing' }
  | { readonly reason: 'selective-sync-conflict' }
  | { readonly reason: 'dropbox-full' }
  | { readonly reason: 'disk-full' }
  | { readonly reason: 'too-large' }
  | { readonly reason: 'no-permission'; readonly detail: string }
  | { readonly reason: 'refused'; readonly detail: string }

/** A path that cannot sync now. `path` is its place in the Dropbox folder as people spell it. */
export interface Problem {
  readonly path: string
  readonly why: ProblemReason
}

/** A repository inside a synced tree; `internals` says whether what is in it syncs because the person insisted. */
export interface RepositoryWarning {
  readonly path: string
  readonly kind: 'git' | 'git-worktree' | 'git-bare' | 'hg' | 'svn' | 'jj' | 'bzr'
  readonly internals: 'kept-out' | 'synced'
}
