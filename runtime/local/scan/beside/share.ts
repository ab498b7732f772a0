import type { FolderLook } from '../../../ports/folder-looks.ts'
import { type Ground, isElsewhere } from '../ground.ts'
import { type Place, placeIn } from '../place.ts'
import type { UnchangedFolders } from '../request.ts'
import type { FolderInside } from '../visit-folder.ts'

/** A folder whose turn has not come yet. */
export interface WaitingFolder {
  readonly parent: Place
  readonly folder: FolderInside
}

/** What came of a folder that somebody else looked at. */
export interface SharedLook {
  readonly place: Place
  /** The folders in it where it is as the last scan found it; undefined where it is to be visited. */
  readonly folders: readonly FolderInside[] | undefined
}

/** The part of a scan that somebody else does beside it. */
export interface Share {
  /** Takes up to half of the folders that wait, the last first. */
  take(waiting: WaitingFolder[]): void
  /** What came of folders since this was asked last. */
  done(): readonly SharedLook[]
  /** Resolves when there is something more; undefined when nothing is under way. */
  next(): Promise<void> | undefined
}

/** So many folders go together at most; a message costs as much as one or two of them. */
const most = 128
/** So that the other one never waits, though this thread hears of what is done only every 10 ms. */
const underWayAtMost = 3

/** What a folder is compared by is that of `unchanged.looks`; undefined where nobody else looks. */
export function shareOf(unchanged: UnchangedFolders | undefined, ground: Ground): Share | undefined {
  const looks = unchanged?.looks
  if (looks === undefined) return undefined
  const underWay = new Set<Promise<void>>()
  let finished: SharedLook[] = []
  let seen = 0

  const judge = (place: Place, look: FolderLook | undefined): SharedLook => {
    const isAsKnown =
      look !== undefined &&
      look.fingerprint === unchanged?.fingerprint(place.key) &&
      look.itself?.device === place.device &&
      look.itself.inode === place.inode
    return {
      place,
      folders: isAsKnown ? look.folders.map((folder) => ({ ...folder, fresh: false })) : undefined,
    }
  }

  const begin = (places: readonly Place[]): void => {
    const answer = async (): Promise<void> => {
      const given = await looks.look(
        places.map(({ absolute }) => absolute),
        unchanged?.salt ?? '',
      )
      underWay.delete(answering)
      finished.push(...places.map((place, index) => judge(place, given[index])))
    }
    const answering = answer()
    underWay.add(answering)
  }

  return {
    take(waiting) {
      if (seen++ < looks.after) return
      while (underWay.size < underWayAtMost && waiting.length > 1) {
        const places = waiting
          .splice(-Math.min(most, waiting.length >> 1))
          .map(({ parent, folder }) => placeIn(parent, folder.name, folder))
        // One that the Local tree does not know, or that lies on another ground, is no business of others.
        const [plain, others] = [places.filter(isPlain), places.filter((place) => !isPlain(place))]
        finished.push(...others.map((place) => ({ place, folders: undefined })))
        // Where all is new, everything would be taken at once.
        if (plain.length === 0) return
        begin(plain)
      }
    },
    done() {
      const some = finished
      finished = []
      return some
    },
    next: () => (underWay.size === 0 ? undefined : Promise.race(underWay)),
  }

  function isPlain(place: Place): boolean {
    return !place.fresh && !isElsewhere(ground, place)
  }
}
