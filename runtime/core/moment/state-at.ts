/** What counts of a revision: when Dropbox got it, ms since 1970, and what it holds. */
export interface Dated {
  readonly at: number
  readonly file: { readonly hash: string }
}

/** What a path was at a moment, as against what it is now. */
export type StateAt<Revision extends Dated> =
  /** It is what it was. */
  | { readonly kind: 'same' }
  /** It was this revision, and is now another content, or deleted. */
  | { readonly kind: 'restore'; readonly revision: Revision; readonly now: 'changed' | 'deleted' }
  /** Dropbox keeps no revision of it from then: it came later, or its history does not reach that far back. */
  | { readonly kind: 'later' }
  /** It had been deleted by then already, and is deleted now. */
  | { readonly kind: 'gone' }

/**
 * What a file was at a moment. `revisions`: the newest first, of which the first is what a file that is not deleted is now; `deletedAt`: when it was
 * deleted, undefined for a file that is there. A deletion between two revisions is not told by Dropbox (files/list_revisions): a file that was gone for
 * that while counts as what it was before.
 */
export function stateAt<Revision extends Dated>(
  revisions: readonly Revision[],
  deletedAt: number | undefined,
  moment: number,
): StateAt<Revision> {
  // Dropbox that does not say when stands for a deletion that a person may want undone.
  const isGone = deletedAt !== undefined && deletedAt !== 0 && deletedAt <= moment
  if (isGone) return { kind: 'gone' }
  const revision = revisions.find(({ at }) => at <= moment)
  if (revision === undefined) return deletedAt === undefined ? { kind: 'later' } : { kind: 'gone' }
  if (deletedAt !== undefined) return { kind: 'restore', revision, now: 'deleted' }
  const isSame = revision.file.hash !== '' && revision.file.hash === revisions[0]?.file.hash
  return isSame ? { kind: 'same' } : { kind: 'restore', revision, now: 'changed' }
}
