import { DiskError, type Files, isDiskError } from '../../ports/files.ts'
import { shareOf, type WaitingFolder } from './beside/share.ts'
import { type Ground, groundOf } from './ground.ts'
import { type FolderInside, type Place, placeIn, rootPlace } from './place.ts'
import type { ScannedFolder, ScanRequest } from './request.ts'
import { incomplete, visitFolder } from './visit-folder.ts'

export type {
  CompleteFolder,
  FolderScanRequest,
  IncompleteFolder,
  ScannedFolder,
  ScanRequest,
  UnchangedFolders,
} from './request.ts'

/**
 * Scans a whole root, each folder before what it holds. A file that has the size, times and inode of its known entry keeps its hash; any
 * other is read. A folder that is as the last scan found it is passed over (see `UnchangedFolders`). Never throws for one path: what cannot be read is in the answer. Throws only when the signal is aborted.
 */
export async function* scanTree(files: Files, request: ScanRequest): AsyncGenerator<ScannedFolder> {
  const root = await openRoot(files, request)
  if ('complete' in root) yield root
  else yield* scanFrom(files, request, root.place, root.ground, () => true)
}

/** The root as a place to scan, and what the scan stays on, or why it cannot be. */
export async function openRoot(
  files: Files,
  request: ScanRequest,
): Promise<{ readonly place: Place; readonly ground: Ground } | ScannedFolder> {
  const nowhere = {
    absolute: request.root,
    relative: '',
    key: request.path,
    display: request.display,
    device: 0,
    inode: 0,
    fresh: false,
  }
  try {
    const stats = await files.lstat(request.root)
    if (stats === undefined) return incomplete(nowhere, new DiskError('missing', request.root))
    if (stats.kind !== 'folder') return incomplete(nowhere, new DiskError('not-a-folder', request.root))
    return { place: rootPlace(request, stats), ground: await groundOf(files, stats.device) }
  } catch (error) {
    if (!isDiskError(error)) throw error
    return incomplete(nowhere, error)
  }
}

/** Visits `start` and below it every folder that `enters` says yes to. Where folders may be passed over, somebody else may look at some of them meanwhile. */
export async function* scanFrom(
  files: Files,
  request: ScanRequest,
  start: Place,
  ground: Ground,
  enters: (fresh: boolean) => boolean,
): AsyncGenerator<ScannedFolder> {
  // Places are made when their turn comes: a folder may hold very many.
  const waiting: WaitingFolder[] = []
  const enter = (parent: Place, folders: readonly FolderInside[]): void => {
    request.found?.(parent.absolute, folders)
    for (let index = folders.length - 1; index >= 0; index--) {
      const folder = folders[index]
      if (folder !== undefined && enters(folder.fresh)) waiting.push({ parent, folder })
    }
  }
  const share = shareOf(request.unchanged, ground)
  const visits: Place[] = [start]
  for (;;) {
    request.signal?.throwIfAborted()
    for (const { place, folders } of share?.done() ?? []) {
      if (folders === undefined) visits.push(place)
      else {
        request.unchanged?.note(place.key)
        enter(place, folders)
      }
    }
    share?.take(waiting)
    const place = visits.pop() ?? placeOf(waiting.pop())
    if (place !== undefined) {
      const { scanned, folders } = await visitFolder(files, request, place, ground)
      if (scanned !== undefined) yield scanned
      enter(place, folders)
      continue
    }
    const more = share?.next(request.signal)
    if (more === undefined) return
    await more
  }
}

function placeOf(waiting: WaitingFolder | undefined): Place | undefined {
  return waiting && placeIn(waiting.parent, waiting.folder.name, waiting.folder)
}
