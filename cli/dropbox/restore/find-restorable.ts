import type { Revision } from '../../../runtime/cloud/revisions/revision.ts'
import type { DisplayPath } from '../../../runtime/core/path.ts'
import type { Restorable } from '../../../runtime/remote/restore/survey-file.ts'
import type { Survey } from '../../../runtime/remote/restore/survey-folder.ts'
import { UsageError } from '../../terminal/errors.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { moment, size, visible } from '../../terminal/text.ts'
import type { Remote } from '../remote/with-remote.ts'
import { rootOf } from '../typed/location.ts'

/** What is to be restored. */
export interface Wanted extends Survey {
  /** It was a folder that was named, not one file. */
  readonly isFolder: boolean
}

/** Revisions to choose from, where nobody named one. */
const offered = 20

/**
 * What is to be restored of a file or a folder, where it is named by a revision, a moment (ms since 1970), or neither: then a person chooses among the revisions
 * of a file, if `asking`, and what was deleted comes back. Throws UsageError where there is nothing, or where it is not said what.
 */
export async function findRestorable(
  terminal: Terminal,
  remote: Remote,
  place: DisplayPath,
  { rev, at, asking }: { rev: string | undefined; at: number | undefined; asking: boolean },
): Promise<Wanted> {
  const { access } = remote
  const shown = visible(place || '/')
  const known =
    place === '' ? ({ found: 'folder' } as const) : await access.revisions(place, { limit: offered })
  if (known.found !== 'file') {
    if (rev !== undefined)
      throw new UsageError(`Dropbox has no revisions of "${shown}". A folder is restored with --at TIME.`)
    return { ...(await surveyed(terminal, remote, place, at)), isFolder: true }
  }
  const { deletedAt, revisions } = known
  const now = deletedAt === undefined ? revisions[0] : undefined
  const asWanted = (revision: Revision | undefined): Wanted => ({
    isFolder: false,
    restorable: revision === undefined ? [] : [{ path: place, revision, now, deletedAt }],
    ...{ same: revision === undefined ? 1 : 0, later: [], unknown: [] },
  })
  if (rev !== undefined) return asWanted(rev === now?.file.rev ? undefined : await revisionNamed(remote, rev))
  if (at !== undefined) {
    const { surveyFile } = await import('../../../runtime/remote/restore/survey-file.ts')
    const state = await surveyFile(access, place, at)
    if (state !== 'folder' && state.kind === 'restore') return asWanted(state.restorable.revision)
    if (state !== 'folder' && state.kind === 'same') return asWanted(undefined)
    throw new UsageError(
      `Dropbox has no revision of "${shown}" from then. "dropbox revs" shows which there are.`,
    )
  }
  if (now === undefined && revisions[0] !== undefined) return asWanted(revisions[0])
  const older = revisions.slice(1)
  if (older.length === 0) throw new UsageError(`Dropbox has no older revision of "${shown}".`)
  if (!asking || !terminal.interactive)
    throw new UsageError(
      `Name a revision of "${shown}", as "dropbox revs" shows it, or a time, as in "--at 2h".`,
    )
  return asWanted(await chosen(terminal, older))
}

/** What was another content, or not deleted, at a moment; undefined: all that was deleted. Throws UsageError when Dropbox knows nothing there. */
export async function surveyed(
  terminal: Pick<Terminal, 'spin'>,
  { access }: Remote,
  place: DisplayPath,
  at: number | undefined,
): Promise<Survey> {
  const { surveyFolder } = await import('../../../runtime/remote/restore/survey-folder.ts')
  const survey = await terminal.spin('Asking Dropbox', (show) =>
    surveyFolder(access, place, at, (done, of) => show(`Looking at revisions: ${done} of ${of}`)),
  )
  if (survey !== undefined) return survey
  throw new UsageError(
    `There is, and was, no "${visible(place || '/')}" in Dropbox, as far back as it tells.`,
  )
}

/** The revision of this name, whatever file it is of. Throws UsageError. */
export async function revisionNamed({ access }: Remote, rev: string): Promise<Revision> {
  const revision = await access.revision(rev)
  if (revision !== undefined) return revision
  throw new UsageError(`Dropbox has no revision "${visible(rev)}". "dropbox revs" shows which there are.`)
}

/** Of which files this computer has other content than Dropbox has, or is to have: an edit that was not sent yet, or one of a file that does not sync. */
export async function unsyncedOf(
  { locations, signal }: Remote,
  restorable: readonly Restorable[],
): Promise<ReadonlySet<Restorable>> {
  const { findOnDisk, hashOnDisk } = await import('../../../runtime/remote/on-disk.ts')
  const unsynced = new Set<Restorable>()
  for (const item of restorable) {
    const { folder, below } = rootOf(item.path, locations)
    const found = await findOnDisk(folder, below)
    if (found?.stats.kind !== 'file') continue
    const hash = await hashOnDisk(found.file, signal)
    if (hash !== item.revision.file.hash && hash !== item.now?.file.hash) unsynced.add(item)
  }
  return unsynced
}

async function chosen(terminal: Terminal, older: readonly Revision[]): Promise<Revision> {
  return terminal.askOne({
    message: 'Which revision?',
    choices: older.map((revision) => ({
      name: `${moment(revision.at, 'seconds')}  ${size(revision.file.size)}`,
      value: revision,
    })),
  })
}
