import type { DisplayPath } from '../../../runtime/core/path.ts'
import type { RemoteFile } from '../../../runtime/core/tree.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible } from '../../terminal/text.ts'
import { revisionNamed } from '../restore/find-restorable.ts'
import type { Remote } from './with-remote.ts'

/** A file in Dropbox, and where it is, or was. */
export interface PlacedFile {
  readonly path: DisplayPath
  readonly file: RemoteFile
}

/** What a file is now in Dropbox, or was at a revision. Throws UsageError where there is none, or a folder. */
export async function remoteFileAt(
  remote: Remote,
  place: DisplayPath,
  rev: string | undefined,
): Promise<PlacedFile> {
  if (rev !== undefined) return revisionNamed(remote, rev)
  const shown = visible(place || '/')
  const found = place === '' ? undefined : await remote.access.lookUp(place)
  if (found?.kind === 'file') return { path: place, file: found }
  if (found?.kind === 'folder' || place === '')
    throw new UsageError(`"${shown}" is a folder. Name a file in it: "dropbox ls --remote" shows them.`)
  throw nothingInDropbox(place)
}

/** Nothing is at a place in Dropbox. */
export function nothingInDropbox(place: DisplayPath): UsageError {
  return new UsageError(
    `There is no "${visible(place || '/')}" in Dropbox. "dropbox revs" tells of a file that was deleted.`,
  )
}
