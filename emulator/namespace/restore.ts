import { nest, RouteFailure, tag, WriteFailure } from '../protocol/failures.ts'
import type { FileEntry } from './entry.ts'
import type { Path } from './path.ts'
import { revisionByRev } from './revision.ts'
import type { Workshop } from './space.ts'
import { liveEntryAt } from './tree.ts'
import { writeFile } from './write-file.ts'

/**
 * Makes an old revision of a path's file its newest: a new rev, the same id (recorded from the service), also where
 * the file was deleted. Throws RouteFailure invalid_revision if the revision is another file's, WriteFailure if a
 * folder is there or nothing fits. Call it inside a transaction.
 */
export function restoreRevision(
  workshop: Workshop,
  space: number,
  path: Path,
  rev: string,
  quota: number,
): FileEntry {
  const revision = revisionByRev(workshop.database, space, rev)
  const there = liveEntryAt(workshop.database, space, path.lower)
  const belongsHere = revision && (revision.pathLower === path.lower || revision.id === there?.id)
  if (!belongsHere) throw new RouteFailure(tag('invalid_revision'))
  if (there?.kind === 'folder') throw new WriteFailure(nest('conflict', tag('folder')))
  return writeFile(workshop, space, path, revision, revision.clientModified, quota, revision.id)
}
