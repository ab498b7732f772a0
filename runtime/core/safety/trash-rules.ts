/** How much the trash of one root may hold, and for how long. */
export interface TrashLimits {
  /** ms that everything in it is kept. */
  readonly keep: number
  /** Bytes. */
  readonly bytes: number
}

/** What was put into the trash together. */
export interface Aging {
  /** When it was put there by the box's clock, ms since 1970. */
  readonly at: number
  /** For how long an agent that was running knows of it: ms by a clock that nobody sets. */
  readonly known: number
  /** Whether Dropbox may not have it: then it is kept for its time, however much there is. */
  readonly precious: boolean
}

/** The trash of a root as it is now. */
export interface TrashSeen<Bin extends Aging & { readonly bytes: number }> {
  /** The oldest first. */
  readonly bins: readonly Bin[]
  /** ms since 1970. */
  readonly now: number
  /** Bytes that are missing on the disk to what has to stay free; 0 when enough is. */
  readonly shortage: number
}

const hour = 3_600_000
/** Nothing younger is thrown away merely because there is much. */
const safeAge = 24 * hour
/** Nothing that is known for less is ever thrown away. */
const safeKnown = hour
/** A clock that jumped makes nothing old: of the time for which things are kept, the agent must have been running for this share. */
const runningShare = 1 / 24

/** Whether a rule may ever throw something away that is known for so long. */
export function mayGo({ known }: Pick<Aging, 'known'>): boolean {
  return known >= safeKnown
}

/** Whether something was kept for its time. One that comes from the future, as a clock that was set back makes it seem, was not. */
export function isOutdated({ at, known }: Pick<Aging, 'at' | 'known'>, now: number, keep: number): boolean {
  return now - at >= keep && known >= Math.max(safeKnown, keep * runningShare)
}

/**
 * Which of the trash is to be thrown away: what was kept for its time; then, while there is more than `limits.bytes`, the oldest that is a day
 * old; then, on a disk that is nearly full, the oldest that is known for an hour. Of the last two no more than is needed.
 */
export function outdatedOrTooMuch<Bin extends Aging & { readonly bytes: number }>(
  { bins, now, shortage }: TrashSeen<Bin>,
  limits: TrashLimits,
): Bin[] {
  let left = bins.reduce((sum, { bytes }) => sum + bytes, 0)
  let missing = shortage
  return bins.filter((bin) => {
    const isOld = isOutdated(bin, now, limits.keep)
    const isExcess = left > limits.bytes && isOutdated(bin, now, Math.min(limits.keep, safeAge))
    const isNeeded = missing > 0 && mayGo(bin)
    if (!isOld && (bin.precious || !(isExcess || isNeeded))) return false
    left -= bin.bytes
    missing -= bin.bytes
    return true
  })
}

/** Programs that had a file open when it was taken away may write into it for this long, at least: ms. */
export const settling = 10 * 60_000

/** Whether somebody may be writing still into what was put into the trash, or it came from the future: then nobody knows. */
export function isSettling(at: number, now: number): boolean {
  return Math.abs(now - at) < settling
}

/**
 * Whether a file was written to after it had been put into the trash, and when: that content is nowhere else. `modified` is its mtime; one from
 * the future was given to it by Dropbox.
 */
export function writtenSince(at: number, modified: number, now: number): number | undefined {
  return modified > at + timeOfOneBin * 2 && modified <= now ? modified : undefined
}

/** ms; what is taken away within such a time shares a bin. */
export const timeOfOneBin = 60_000
