import { type Files, isDiskError } from '../../ports/files.ts'
import { type Ground, isElsewhere } from './ground.ts'
import { keyIn, type Place, placeIn, relativeIn } from './place.ts'
import type { FolderScanRequest, ScannedFolder } from './request.ts'
import { openRoot, scanFrom } from './scan-tree.ts'

/** What scans of one root that follow one another at once need not look at again: a chain of folders costs its length. */
export interface Ways {
  root: { readonly place: Place; readonly ground: Ground } | undefined
  /** The folders on the way, by their absolute paths. */
  readonly folders: Map<string, Place>
}

/** Of scans that are to begin. */
export function noWays(): Ways {
  return { root: undefined, folders: new Map() }
}

/**
 * Scans the one folder that a hint names (absolute, within the root), and below it only what the Local tree does not know yet.
 * Where the folder is gone, unknown, exchanged or behind a symlink, the nearest folder above that is known is scanned instead: that is
 * where the change shows. Yields nothing for a folder that is ignored or outside the root.
 */
export async function* scanFolder(
  files: Files,
  request: FolderScanRequest,
  folder: string,
  ways: Ways = noWays(),
): AsyncGenerator<ScannedFolder> {
  if (folder !== request.root && !folder.startsWith(`${request.root}/`)) return
  const root = ways.root ?? (await openRoot(files, request))
  if ('complete' in root) {
    yield root
    return
  }
  ways.root = root
  const place = await descend(files, request, root, folder, ways.folders)
  if (place !== undefined) yield* scanFrom(files, request, place, root.ground, (fresh) => fresh)
}

/**
 * Scans folders that hints name, one after the other, as `scanFolder` does. Gives 'write' behind one below which something new was found: until the
 * Local tree knows that, each hint below it would have all of it scanned again.
 */
export async function* scanFolders(
  files: Files,
  request: FolderScanRequest,
  folders: readonly string[],
): AsyncGenerator<ScannedFolder | 'write'> {
  const ways = noWays()
  for (const folder of folders) {
    let found = 0
    for await (const scanned of scanFolder(files, request, folder, ways)) {
      found++
      yield scanned
    }
    if (found > 1) yield 'write'
  }
}

/** Walks from the root towards `folder` as far as the way is known, and into no mount; undefined when an ignored folder is on it. */
async function descend(
  files: Files,
  request: FolderScanRequest,
  { place: root, ground }: { readonly place: Place; readonly ground: Ground },
  folder: string,
  ways: Map<string, Place>,
): Promise<Place | undefined> {
  let place = nearestOn(ways, folder) ?? root
  for (const name of folder.slice(place.absolute.length).split('/')) {
    if (name === '') continue
    if (request.rules.ignores(relativeIn(place, name), true)) return undefined
    const inner = await knownFolder(files, request, place, name)
    if (inner === undefined) return place
    place = inner
    if (isElsewhere(ground, place)) return place
    ways.set(place.absolute, place)
  }
  return place
}

/** The lowest folder on the way to another that was walked before. */
function nearestOn(ways: ReadonlyMap<string, Place>, folder: string): Place | undefined {
  for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1)) {
    const place = ways.get(folder.slice(0, end))
    if (place !== undefined) return place
  }
  return undefined
}

async function knownFolder(
  files: Files,
  request: FolderScanRequest,
  parent: Place,
  name: string,
): Promise<Place | undefined> {
  const known = request.knownAt(keyIn(parent, name))
  if (known?.kind !== 'folder' || known.name !== name) return undefined
  try {
    const stats = await files.lstat(`${parent.absolute}/${name}`)
    if (stats?.kind !== 'folder' || stats.inode !== known.inode || stats.born !== known.born) return undefined
    return placeIn(parent, name, { ...stats, fresh: false })
  } catch (error) {
    // The parent's scan says what is wrong with it.
    if (isDiskError(error)) return undefined
    throw error
  }
}
