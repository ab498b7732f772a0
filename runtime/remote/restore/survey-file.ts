import type { RemoteAccess } from '../../cloud/remote-access.ts'
import type { Revision } from '../../cloud/revisions/revision.ts'
import { stateAt } from '../../core/moment/state-at.ts'

/** One file that would become what it was. */
export interface Restorable {
  /** In Dropbox, as people spell it. */
  readonly path: string
  readonly revision: Revision
  /** What it is now; undefined for a file that is deleted. */
  readonly now: Revision | undefined
  /** When it was deleted, ms since 1970 (0 where Dropbox does not say); undefined for a file that is there. */
  readonly deletedAt: number | undefined
}

/** Revisions per question: the one that is looked for is mostly among the first. */
const revisionsPerQuestion = 100

/** What restoring a file would do; `same`, `later` and `gone`: nothing (see `StateAt`). */
export type FileSurvey =
  | { readonly kind: 'same' | 'later' | 'gone' }
  | { readonly kind: 'restore'; readonly restorable: Restorable }

/**
 * Finds out what a file, which may be deleted, was at `moment` (ms since 1970); undefined: before it was deleted. `gone` where Dropbox knows of none,
 * `folder` where one is, or was. Throws CloudError.
 */
export async function surveyFile(
  access: Pick<RemoteAccess, 'revisions'>,
  path: string,
  moment: number | undefined,
): Promise<FileSurvey | 'folder'> {
  const revisions: Revision[] = []
  for (;;) {
    const before = revisions.at(-1)?.file.rev
    const answer = await access.revisions(path, {
      limit: revisionsPerQuestion,
      ...(before === undefined ? {} : { before }),
    })
    if (answer.found === 'folder') return 'folder'
    if (answer.found === 'nothing') return { kind: 'gone' }
    revisions.push(...answer.revisions)
    const { deletedAt } = answer
    // A deletion that is to be undone whenever it was, is later than any moment.
    const state =
      moment === undefined
        ? stateAt(revisions, deletedAt === undefined ? undefined : 0, Number.POSITIVE_INFINITY)
        : stateAt(revisions, deletedAt, moment)
    const reached = moment === undefined || revisions.some(({ at }) => at <= moment)
    const goesOn = revisions.at(-1)?.file.rev !== before
    if (!reached && answer.more && goesOn) continue
    if (state.kind !== 'restore') return state
    const now = state.now === 'deleted' ? undefined : revisions[0]
    return { kind: 'restore', restorable: { path, revision: state.revision, now, deletedAt } }
  }
}
