import { joinPath, type PathKey } from '../../core/path.ts'
import type { LocalEntry, LocalFolder } from '../../core/tree.ts'
import { DiskError, type FileStats, type Files, isDiskError, type Listed } from '../../ports/files.ts'
import { cacheFolderName } from '../roots/cache-folder.ts'
import { fileEntry } from './file-entry.ts'
import { fingerprintOfEntries, fingerprintOfListed } from './fingerprint.ts'
import { type Ground, isElsewhere } from './ground.ts'
import { type FolderInside, folderInside, foldersIn, knownFolders, type Place, placeIn } from './place.ts'
import type { IncompleteFolder, ScannedFolder, ScanRequest } from './request.ts'
import { sortOut, unsyncableAt } from './sort-out.ts'
import { unreadable } from './unreadable.ts'

/** What one folder holds, and the folders in it that are to be visited next. */
export interface Visit {
  /** Undefined for a folder that is as the last scan found it. */
  readonly scanned: ScannedFolder | undefined
  readonly folders: readonly FolderInside[]
}

/**
 * Lists one folder and reads what is new in it, and looks at the end whether its path has led to this folder all the time. What is mounted
 * below the root is not read (see `isElsewhere`): the Local tree keeps what it held there.
 */
export async function visitFolder(
  files: Files,
  request: ScanRequest,
  place: Place,
  ground: Ground,
): Promise<Visit> {
  if (isElsewhere(ground, place)) return { scanned: onOtherDevice(place), folders: [] }
  // The root is left out: links and our own folder stand there.
  const unchanged = place.relative === '' ? undefined : request.unchanged
  // Of a folder that is known the inode is, too: a look after the listing tells whether it was listed.
  const isExpected = unchanged !== undefined && !place.fresh
  const first = isExpected ? undefined : await folderAt(files, place)
  if (first !== undefined && 'complete' in first) return { scanned: first, folders: [] }
  const listed = await listOrError(files, place, first)
  if (!Array.isArray(listed)) return { scanned: listed, folders: [] }

  const look = unchanged && fingerprintOfListed(listed, unchanged.salt)
  if (look !== undefined && look === unchanged?.fingerprint(place.key)) {
    const still = await stillAt(files, place, ground, first)
    if ('complete' in still) return { scanned: still, folders: [] }
    unchanged.note(place.key)
    return { scanned: undefined, folders: knownFolders(foldersIn(listed)) }
  }

  // Before anything is read that stands in the folder.
  const began = first ?? (await folderAt(files, place))
  if ('complete' in began) return { scanned: began, folders: [] }
  const known = request.known(place.key)
  const sorted = sortOut(listed, place, request, known)
  const { candidates, blocked, ignored, unsyncable, problems, repositories } = sorted
  const entries: (readonly [PathKey, LocalEntry])[] = []
  const blank: PathKey[] = []
  const folders: Visit['folders'][number][] = []
  for (const candidate of candidates) {
    request.signal?.throwIfAborted()
    const { key, name, stats, mapping } = candidate
    const before = known.get(key)
    if (mapping !== undefined) {
      const target = await files.lstat(mapping.target)
      if (target?.kind === 'folder') entries.push([key, folderEntry(name, target, before)])
      else blocked.push(key)
    } else if (stats.kind === 'folder') {
      const { device, inode } = stats
      const inner = placeIn(place, name, { device, inode, fresh: true })
      if (isElsewhere(ground, inner)) {
        // Its inode is that of what is mounted, which may be a folder that syncs by another name.
        if (before?.kind === 'folder') entries.push([key, before])
        else blocked.push(key)
        folders.push(folderInside(name, stats, true))
        continue
      }
      const entry = folderEntry(name, stats, before)
      entries.push([key, entry])
      folders.push(folderInside(name, stats, entry !== before))
    } else if (ground.hasMount(`${place.absolute}/${name}`)) {
      blocked.push(key)
      problems.push({ path: joinPath(place.display, name), why: unreadable(fileMounted(place, name)) })
    } else {
      const read = await fileEntry(files, request, place, candidate, before)
      if (read === undefined) continue
      if ('entry' in read) {
        entries.push([key, read.entry])
        if (read.blank) blank.push(key)
      } else {
        blocked.push(key)
        unsyncable.push(...unsyncableAt(place, name, stats))
        problems.push({ path: joinPath(place.display, name), why: read })
      }
    }
  }
  const ended = await stillAt(files, place, ground, began)
  if ('complete' in ended) return { scanned: ended, folders: [] }
  for (const key of blocked) {
    const before = known.get(key)
    if (before !== undefined) entries.push([key, before])
  }
  const others = listed.filter(({ name }) => name !== cacheFolderName)
  const holdsIgnored = others.length > entries.length
  const remarks = [blocked, ignored, unsyncable, problems, repositories]
  const isPlain = entries.length === listed.length && remarks.every(({ length }) => length === 0)
  // Of a file that may be written again under the same times the tree does not hold what was listed.
  const isKnowable = isPlain && unchanged && fingerprintOfEntries(entries, unchanged.salt) === look
  return {
    scanned: {
      complete: true,
      path: place.key,
      holdsIgnored,
      entries,
      blank,
      blocked,
      ignored,
      unsyncable,
      problems,
      repositories,
      ...(isKnowable && look !== undefined ? { fingerprint: look } : {}),
    },
    folders,
  }
}

async function listOrError(
  files: Files,
  place: Place,
  began: FileStats | undefined,
): Promise<Listed[] | IncompleteFolder> {
  try {
    return await files.list(place.absolute)
  } catch (error) {
    if (!isDiskError(error)) throw error
    const still = await folderAt(files, place, began)
    if ('complete' in still) return incomplete(place, error)
    // It is there, whatever the error says: nobody would learn otherwise that what is in it does not sync.
    return { ...incomplete(place, error), problems: [{ path: place.display, why: unreadable(error) }] }
  }
}

/**
 * The folder that a place's path leads to, or why it is not, or is not any more, that of `before`: something else has taken its name, or its
 * volume has come or gone. The empty folder below a mount, and files that could not be opened any more, are no deletions.
 */
async function folderAt(
  files: Files,
  place: Place,
  before?: FileStats,
): Promise<FileStats | IncompleteFolder> {
  try {
    const stats = await files.lstat(place.absolute)
    if (stats === undefined) return incomplete(place, new DiskError('missing', place.absolute))
    // Some file systems give a folder another number each time that it is met: of one that is not known, nothing is expected.
    const inode = before?.inode ?? (place.fresh ? stats.inode : place.inode)
    const isSame = stats.device === place.device && stats.inode === inode
    return stats.kind === 'folder' && isSame
      ? stats
      : incomplete(place, new DiskError('changed', place.absolute))
  } catch (error) {
    if (!isDiskError(error)) throw error
    return incomplete(place, error)
  }
}

/**
 * The same of a folder that was read. Of one that the Local tree did not know it is looked whether it is a mount that has come since the scan began:
 * what is mounted has another inode than what it hides.
 */
async function stillAt(
  files: Files,
  place: Place,
  ground: Ground,
  began: FileStats | undefined,
): Promise<FileStats | IncompleteFolder> {
  if (place.fresh) {
    try {
      await ground.renew()
    } catch (error) {
      if (!isDiskError(error)) throw error
      return incomplete(place, error)
    }
    if (isElsewhere(ground, place)) return onOtherDevice(place)
  }
  return folderAt(files, place, began)
}

/** A folder without what is in it. One that is gone, or something else by now, is found so when its parent is read again: no problem. */
export function incomplete(place: Place, error: DiskError): IncompleteFolder {
  const gone = isDiskError(error, 'missing', 'not-a-folder', 'changed')
  const problems = gone ? [] : [{ path: place.display, why: unreadable(error) }]
  return { complete: false, path: place.key, error, problems }
}

function onOtherDevice(place: Place): IncompleteFolder {
  const message = 'Another file system is mounted here. Link it into the Dropbox folder to sync it.'
  return incomplete(place, new DiskError('other-device', place.absolute, { message }))
}

function fileMounted(place: Place, name: string): DiskError {
  const message = 'Another file is mounted here. It does not sync.'
  return new DiskError('other-device', `${place.absolute}/${name}`, { message })
}

function folderEntry(name: string, stats: FileStats, before: LocalEntry | undefined): LocalFolder {
  const { inode, born } = stats
  if (before?.kind !== 'folder') return { kind: 'folder', name, inode, born, holdsIgnored: false }
  if (before.name === name && before.inode === inode && before.born === born) return before
  return { kind: 'folder', name, inode, born, holdsIgnored: before.holdsIgnored }
}
