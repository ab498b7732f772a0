/** One of two versions of a file. */
export interface ConflictSide {
  /** In Dropbox, as people spell it. */
  readonly path: string
  /** Where it is on the box, absolute. */
  readonly file: string
  /** Bytes. */
  readonly size: number
  /** mtime, ms since 1970. */
  readonly modified: number
  /** Another one whenever the file was written to, or is another file. */
  readonly version: string
}

/** A conflict copy, and the file that it is a copy of; undefined where that is not on this box. */
export interface ConflictPair {
  readonly copy: ConflictSide
  readonly original: ConflictSide | undefined
  /** Whose the copy is, as its name says. */
  readonly by: string | undefined
  /** Which of the two this box wrote: the copy that carries its name, or the original beside another one's copy; undefined where the name does not say. */
  readonly mine: 'copy' | 'original' | undefined
}

/** What is kept of a pair: one of the two, under the plain name, or both, the copy under a name that tells of no conflict. */
export type KeepOfPair = 'copy' | 'original' | 'both'

export const keepsOfPair = ['copy', 'original', 'both'] as const satisfies readonly KeepOfPair[]

/** A pair as it was shown: its copy, and the versions of both. */
export interface SeenPair {
  readonly path: string
  readonly copy: string
  readonly original: string | undefined
}

/** What became of a pair: which file holds what was kept (two for both), and which version went to the trash. All are paths in Dropbox. */
export interface Resolved {
  readonly kept: readonly string[]
  readonly trashed: string | undefined
}
