import { abortable } from '../../../core/abortable.ts'
import type { FolderLook } from '../../../ports/folder-looks.ts'
import { type Ground, isElsewhere } from '../ground.ts'
import { type FolderInside, knownFolders, type Place, placeIn } from '../place.ts'
import type { UnchangedFolders } from '../request.ts'

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
  /** Takes some of the folders that wait, the last first, and leaves one at least. */
  take(waiting: WaitingFolder[]): void
  /** What came of folders since this was asked last. Throws StoreError. */
  done(): readonly SharedLook[]
  /** Resolves when there is something more; undefined when nothing is under way. Rejects with the reason of `signal` when that is aborted. */
  next(signal: AbortSignal | undefined): Promise<void> | undefined
}

/** So many folders go together at most; a message costs as much as one or two of them. */
const mostTogether = 128
/** So that the other one never waits, though this thread hears of what is done only every 10 ms. */
const underWayAtMost = 3

/** The share of whoever looks beside a scan (`UnchangedFolders.looks`); undefined where nobody does, or it would not pay. */
export function shareOf(unchanged: UnchangedFolders | undefined, ground: Ground): Share | undefined {
  if (unchanged?.looks === undefined || unchanged.folders < unchanged.looks.fewest) return undefined
  const { looks } = unchanged
  const underWay = new Set<Promise<void>>()
  /** Looks in a row that spared no visit: after a change of the ignore rules, say, none does. */
  let vain = 0
  let answered: { readonly place: Place; readonly look: FolderLook | undefined }[] = []

  /** What the Local tree does not know, or what lies on another ground, is no business of others. */
  const isPlain = (place: Place): boolean => !place.fresh && !isElsewhere(ground, place)

  const isAsKnown = (place: Place, look: FolderLook): boolean =>
    look.fingerprint === unchanged.fingerprint(place.key) &&
    look.itself?.device === place.device &&
    look.itself.inode === place.inode

  const begin = (places: readonly Place[]): void => {
    const answer = async (): Promise<void> => {
      const given = await looks.look(
        places.map(({ absolute }) => absolute),
        unchanged.salt,
      )
      underWay.delete(answering)
      answered.push(...places.map((place, index) => ({ place, look: given[index] })))
    }
    const answering = answer()
    underWay.add(answering)
  }

  return {
    take(waiting) {
      if (vain >= mostTogether) return
      // Where all is new, it stays where it is.
      while (underWay.size < underWayAtMost && waiting.length > 1 && waiting.at(-1)?.folder.fresh === false) {
        const places = waiting
          .splice(-Math.min(mostTogether, waiting.length >> 1))
          .map(({ parent, folder }) => placeIn(parent, folder.name, folder))
        const [plain, others] = [places.filter(isPlain), places.filter((place) => !isPlain(place))]
        answered.push(...others.map((place) => ({ place, look: undefined })))
        if (plain.length > 0) begin(plain)
      }
    },
    // The index is asked by the scan alone: what goes wrong with it is the scan's, and nobody asks it after the scan.
    done() {
      const some = answered
      answered = []
      return some.map(({ place, look }) => {
        if (look === undefined || !isAsKnown(place, look)) {
          vain++
          return { place, folders: undefined }
        }
        vain = 0
        return { place, folders: knownFolders(look.folders) }
      })
    },
    next: (signal) => (underWay.size === 0 ? undefined : abortable(Promise.race(underWay), signal)),
  }
}
