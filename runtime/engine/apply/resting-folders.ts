import type { PathKey } from '../../core/path.ts'
import { createRegion } from '../../core/plan/region.ts'

/** Folders that did not come in one piece, and are not asked for that way for some time. */
export interface RestingFolders {
  /** It did not come; `now` is monotonic ms. */
  rest(folder: PathKey, now: number): void
  /** Nobody could be reached while it came. True when that was so a short while ago, too: then it is taken to be the folder's fault, and rests. */
  brokeOffAgain(folder: PathKey, now: number): boolean
  /** Whether a folder may be asked for: it does not rest, nor anything above it or below. */
  awake(now: number): (folder: PathKey) => boolean
}

/** ms. A file of which the server makes no sense, or a folder that it finds too large, is still there a while later. */
const pause = 60 * 60_000

export function createRestingFolders(): RestingFolders {
  const resting = new Map<PathKey, number>()
  const brokenOff = new Map<PathKey, number>()
  const recent = (times: Map<PathKey, number>, now: number): void => {
    for (const [folder, until] of times) if (now >= until) times.delete(folder)
  }
  return {
    rest: (folder, now) => void resting.set(folder, now + pause),
    brokeOffAgain(folder, now) {
      recent(brokenOff, now)
      if (brokenOff.has(folder)) {
        brokenOff.delete(folder)
        resting.set(folder, now + pause)
        return true
      }
      brokenOff.set(folder, now + pause)
      return false
    },
    awake(now) {
      recent(resting, now)
      const region = createRegion()
      for (const folder of resting.keys()) region.add(folder)
      return (folder) => !region.covers(folder) && !region.reaches(folder)
    },
  }
}
