import type { LocalFile, SyncedFile } from '../tree.ts'

/**
 * The time before a power cut in which what was written may not have reached the disk: from `since` until the machine ran again, ms since
 * 1970 by its own clock.
 */
export interface Doubt {
  readonly since: number
  readonly until: number
  /** The same for what is gone, where the agent ended in order: what was synced by then was on the disk with its name. */
  readonly goneSince?: number
  /** The moment of the look by the same clock: a time that is still to come was given by a clock that was set back since. */
  readonly now: number
}

/** How long the kernel may keep what was written from the disk: 30 s until it is due, and what the disk then needs (vm.dirty_expire_centisecs). */
export const longestUnwritten = 120_000

/** Whether a file with these times (mtime and ctime, ms; a ctime of -1 says nothing) may be other than what was written into it. */
export function isDoubted(
  doubt: Doubt,
  { modified, changed }: Pick<LocalFile, 'modified' | 'changed'>,
): boolean {
  return [modified, changed].some((time) => (time >= doubt.since && time <= doubt.until) || time > doubt.now)
}

/** A file as it was found after the cut. `blank`: it is empty, or ends in zeros. */
export interface FoundFile {
  readonly file: LocalFile
  readonly blank: boolean
}

/**
 * Whether what both sides agreed on before a power cut may still be taken for what the box last had. If not, the box has lost its own last
 * state rather than that a person changed it: what is missing is no deletion, and what is there is no edit of it. `before` is what the last
 * scan saw.
 *
 * Signs of a lost state, of a file that was written shortly before the cut: it is gone; it is empty or ends in zeros (size on the disk before
 * the data: delayed allocation, https://lwn.net/Articles/322823/); it is another than was seen, and not newer. What is empty or ends in zeros, and has the
 * time of what was seen before, nobody wrote at all.
 *
 * A file that a person deletes after the cut, before the first look, is therefore fetched again. The times of its folder cannot tell the two
 * apart: they also change with every name that comes and goes beside it (an editor's swap file), so that one that was lost would be deleted in Dropbox.
 */
export function isStillAgreed(
  doubt: Doubt,
  synced: SyncedFile,
  before: LocalFile | undefined,
  found: FoundFile | undefined,
): boolean {
  const wasDoubted = before !== undefined && isDoubted(doubt, before)
  if (found === undefined)
    return before === undefined || !isDoubted({ ...doubt, since: doubt.goneSince ?? doubt.since }, before)
  const { file, blank } = found
  if (file.hash === synced.hash || file.hash === before?.hash) return true
  if (blank && (wasDoubted || isDoubted(doubt, file) || hasTimeOf(file, before))) return false
  return !(wasDoubted && file.modified <= before.modified)
}

/** Whether a file is the one that was seen, by its inode and time: whoever writes moves the time. */
function hasTimeOf(file: LocalFile, before: LocalFile | undefined): boolean {
  return file.inode === before?.inode && file.modified === before.modified
}
