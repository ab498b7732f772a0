import { isWithin, keyOf } from '../../core/path.ts'
import { nothing } from '../../core/tree.ts'
import type { Engine } from '../../engine/interface.ts'
import { isExpected } from '../../local/version.ts'
import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import type { Store } from '../../ports/store.ts'
import { placeReached, type SyncedFolders } from '../place.ts'
import { type FileStatus, fileStatus } from './file-status.ts'
import { type WorkBelow, workBelow } from './work-below.ts'

/** What the question needs of the agent. */
export interface FileStatusesParts {
  readonly store: Pick<Store, 'get' | 'wanted' | 'unsettled'>
  readonly engine: Pick<Engine, 'problems' | 'ignored' | 'beingMade'>
  readonly files: Files
  /** Where the roots are now. */
  readonly folders: () => SyncedFolders
  /** ms, of a clock that only goes on. */
  readonly now: () => number
}

/** For so long one look at all that is unsettled serves, ms: a listing asks for each of a thousand files. */
const freshFor = 1_000

/** Tells how files and folders on the box stand; `paths` are absolute, in any spelling. What cannot be looked at is `unsyncable`. */
export function createFileStatuses({ store, engine, files, folders, now }: FileStatusesParts) {
  let work: { readonly below: WorkBelow; readonly at: number } | undefined

  const workNow = (): WorkBelow => {
    if (work === undefined || now() - work.at > freshFor)
      work = { below: workBelow(store, engine.problems(), engine.ignored), at: now() }
    return work.below
  }

  const statusOf = async (path: string): Promise<FileStatus> => {
    const place = placeReached(path, folders())
    if (place === undefined) return 'unwatched'
    const key = keyOf(place)
    const stats = await files.lstat(path)
    const isLink = stats?.kind === 'symlink'
    const triple = key === '' ? nothing : store.get(key)
    const isFolder = key === '' || triple.local?.kind === 'folder' || stats?.kind === 'folder' || isLink
    const below = workNow()
    return fileStatus({
      ...{ path: key, triple, wanted: key === '' || store.wanted(key) },
      // What is in the trees is not ignored, and most is.
      ignored: triple.local === undefined && engine.ignored(key, isFolder),
      hasProblem: below.hasProblem(place),
      isBeingMade: engine.beingMade().some((made) => isWithin(key, keyOf(made))),
      isSeen: isFolder || (stats !== undefined && isKnown(stats, triple.local)),
      worksBelow: isFolder && below.worksBelow(key),
      problemsBelow: isFolder && below.problemsBelow(key),
    })
  }

  return async (paths: readonly string[]): Promise<readonly FileStatus[]> => {
    const statuses: FileStatus[] = []
    for (const path of paths)
      try {
        statuses.push(await statusOf(path))
      } catch (error) {
        if (!isDiskError(error)) throw error
        statuses.push(error.code === 'missing' || error.code === 'not-a-folder' ? 'unwatched' : 'unsyncable')
      }
    return statuses
  }
}

function isKnown(stats: FileStats, local: ReturnType<Store['get']>['local']): boolean {
  return local?.kind === 'file' && isExpected(stats, local)
}
