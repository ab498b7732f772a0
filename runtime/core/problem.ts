/** Why one path does not sync while everything else does. */
export type ProblemReason =
  | { readonly reason: 'name'; readonly fault: string }
  | { readonly reason: 'case-clash'; readonly other: string }
  | { readonly reason: 'twin-in-dropbox'; readonly other: string }
  | { readonly reason: 'not-downloadable' }
  | { readonly reason: 'garbled' }
  | { readonly reason: 'special-file'; readonly type: string }
  | { readonly reason: 'symlink' }
  | { readonly reason: 'mapping-refused'; readonly why: string }
  | { readonly reason: 'moved-in-dropbox'; readonly to: string }
  | { readonly reason: 'displaced'; readonly now: string }
  /** `fault`: what the disk said, its errno (`EROFS`) or our word for it; `detail`: the same in the system's own words. */
  | { readonly reason: 'unreadable'; readonly fault: string; readonly detail: string }
  | { readonly reason: 'unwritable'; readonly fault: string; readonly detail: string }
  /** Of an ignore file: nothing of its root syncs meanwhile. */
  | { readonly reason: 'rules'; readonly detail: string }
  | { readonly reason: 'changing' }
  | { readonly reason: 'being-read' }
  | { readonly reason: 'interrupted'; readonly detail: string }
  | { readonly reason: 'selective-sync-conflict' }
  /** At an excluded place: it is to get a name of its own, but programs change it all the time. */
  | { readonly reason: 'being-made' }
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
