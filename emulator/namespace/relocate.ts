import { nest, RouteFailure, tag, WriteFailure, writeAs } from '../protocol/failures.ts'
import { leaveTombstones } from './delete.ts'
import { type FileEntry, type LiveEntry, putEntry } from './entry.ts'
import { newId } from './id.ts'
import { makeParents, putFolder } from './make-folder.ts'
import { isBelow, type Path, pathOf } from './path.ts'
import { numberedPath } from './rename.ts'
import { recordRevision } from './revision.ts'
import { addUsedBytes, nextSequence, usedBytes, type Workshop } from './space.ts'
import { entryAt, liveEntriesBelow, liveEntryAt } from './tree.ts'

/**
 * Moves a file or folder within its space: the same ids, new revs (recorded from the service), old places told as
 * one deletion. Never overwrites. Throws RouteFailure with a RelocationError. Call it inside a transaction.
 */
export function moveEntry(workshop: Workshop, from: LiveEntry, wanted: Path, autorename: boolean): LiveEntry {
  if (wanted.lower === from.pathLower) return renameCase(workshop, from, wanted, autorename)
  if (isBelow(wanted.lower, from.pathLower)) throw new RouteFailure(tag('cant_move_folder_into_itself'))
  const below = entriesToRelocate(workshop, from)
  const to = writeAs('to', () => freePlace(workshop, from.space, wanted, autorename))
  leaveTombstones(workshop, from, below)
  return place(workshop, from, below, to, 'keep ids')
}

/** Copies a file or folder within its space, under new ids. Otherwise as moveEntry. */
export function copyEntry(
  workshop: Workshop,
  from: LiveEntry,
  wanted: Path,
  autorename: boolean,
  quota: number,
): LiveEntry {
  if (isBelow(wanted.lower, from.pathLower)) throw new RouteFailure(tag('duplicated_or_nested_paths'))
  const below = entriesToRelocate(workshop, from)
  const bytes = [from, ...below].reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.size : 0), 0)
  if (usedBytes(workshop.database, from.space) + bytes > quota)
    throw new RouteFailure(tag('insufficient_quota'))
  const to = writeAs('to', () => freePlace(workshop, from.space, wanted, autorename))
  addUsedBytes(workshop.database, from.space, bytes)
  return place(workshop, from, below, to, 'new ids')
}

function entriesToRelocate(workshop: Workshop, from: LiveEntry): LiveEntry[] {
  if (from.kind === 'file') return []
  const below = liveEntriesBelow(workshop.database, from.space, from.pathLower)
  if (below.length + 1 > workshop.config().relocations.entries) throw new RouteFailure(tag('too_many_files'))
  return below
}

function freePlace(workshop: Workshop, space: number, wanted: Path, autorename: boolean): Path {
  const { database } = workshop
  const taken = liveEntryAt(database, space, wanted.lower)
  if (taken && !autorename) throw new WriteFailure(nest('conflict', tag(taken.kind)))
  const free = taken
    ? numberedPath(wanted, (path) => liveEntryAt(database, space, path.lower) !== undefined)
    : wanted
  return makeParents(workshop, space, free)
}

function place(
  workshop: Workshop,
  from: LiveEntry,
  below: readonly LiveEntry[],
  to: Path,
  ids: 'keep ids' | 'new ids',
): LiveEntry {
  const idFor = (entry: LiveEntry) => (ids === 'keep ids' ? entry.id : newId(workshop.chance))
  const placed = placeOne(workshop, from, to, idFor(from))
  for (const entry of below) {
    const path = pathOf(`${to.display}${entry.pathDisplay.slice(from.pathDisplay.length)}`)
    placeOne(workshop, entry, path, idFor(entry))
  }
  return placed
}

function placeOne(workshop: Workshop, entry: LiveEntry, path: Path, id: string): LiveEntry {
  const before = entryAt(workshop.database, entry.space, path.lower)
  if (entry.kind === 'folder') return putFolder(workshop, entry.space, path, before, id)
  const file: FileEntry = {
    ...entry,
    id,
    pathLower: path.lower,
    pathDisplay: path.display,
    serverModified: workshop.now(),
    sequence: nextSequence(workshop.database, entry.space),
    removedSequence: null,
  }
  file.rev = recordRevision(workshop.database, file)
  putEntry(workshop.database, file)
  return file
}

/**
 * A move to the same name in other letters. The documentation calls it unsupported, clients see it work: by
 * configuration it is done and told, done in silence, or refused.
 */
function renameCase(workshop: Workshop, from: LiveEntry, wanted: Path, autorename: boolean): LiveEntry {
  const mode = workshop.config().names.caseOnlyMove
  if (mode === 'refuse' || wanted.display === from.pathDisplay) {
    if (!autorename || mode !== 'refuse') {
      throw new RouteFailure(nest('to', nest('conflict', tag(from.kind))))
    }
    const below = entriesToRelocate(workshop, from)
    const to = freePlace(workshop, from.space, wanted, true)
    leaveTombstones(workshop, from, below)
    return place(workshop, from, below, to, 'keep ids')
  }
  const below = entriesToRelocate(workshop, from)
  const to = makeParents(workshop, from.space, wanted)
  const respelled = (entry: LiveEntry): LiveEntry => ({
    ...entry,
    pathDisplay: `${to.display}${entry.pathDisplay.slice(from.pathDisplay.length)}`,
    sequence: mode === 'silent' ? entry.sequence : nextSequence(workshop.database, entry.space),
  })
  const [renamed, ...children] = [from, ...below].map(respelled)
  if (!renamed) throw new Error('nothing was renamed')
  for (const entry of [renamed, ...children]) putEntry(workshop.database, entry)
  return renamed
}
