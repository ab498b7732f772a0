import type { ContentHash } from '../../core/tree.ts'
import type { FileStats, Files } from '../../ports/files.ts'
import { changedTime, isSameVersion } from '../version.ts'
import { type HashedFile, hashFile } from './hash-file.ts'

/** A file that was read, and between which moments (ms since 1970). */
export interface ReadApart extends HashedFile {
  readonly from: number
  readonly until: number
}

/**
 * Reads large files beside the scans, one after the other, so that no scan waits for them. A file that is not read yet is asked for again by the
 * next scan of its folder.
 */
export interface ApartReader {
  /**
   * What reading the file with these stats came to; `being-read` until it is known, and undefined for a file that is small enough to be read at
   * once. With `beginning`, of a file that grows, what it has when it is opened will do. Throws what reading it threw (see `hashFile`), and reads it
   * anew when it is asked for again.
   */
  read(path: string, stats: FileStats, beginning: boolean): ReadApart | 'being-read' | undefined
  /** How often so far it was said that a file is being read. */
  deferred(): number
  /** Whether anything is being read or waits for it. */
  busy(): boolean
  /** Resolves when nothing is being read any more, or `signal` is aborted. */
  settled(signal: AbortSignal): Promise<void>
  /** To be told after a scan of everything: what no scan has asked for since the last time is not read any more. */
  sweep(): void
  /** Reads nothing any more; resolves when nothing is being read. */
  end(): Promise<void>
}

interface Work {
  readonly path: string
  readonly stats: FileStats
  readonly beginning: boolean
  readonly controller: AbortController
  asked: boolean
  outcome?: { readonly file: ReadApart } | { readonly error: unknown }
}

/**
 * `largest`: bytes up to which a file is read at once. `done` is told the path of each file that was read, or could not be; `summed` the hash of what
 * was read, and the sums of its blocks (see `hashFile`).
 */
export function createApartReader(
  files: Files,
  now: () => number,
  largest: number,
  done: (path: string) => void,
  summed?: (hash: ContentHash, sums: Uint8Array) => void,
): ApartReader {
  const works = new Map<string, Work>()
  let reading: Promise<void> | undefined
  let hasEnded = false
  let deferred = 0

  const next = (): Work | undefined => [...works.values()].find(({ outcome }) => outcome === undefined)

  const readAll = async (): Promise<void> => {
    for (let work = next(); work !== undefined && !hasEnded; work = next()) {
      const { path, beginning, controller } = work
      const from = now()
      try {
        const { sums, ...file } = await hashFile(files, path, {
          beginning,
          sums: summed !== undefined,
          signal: controller.signal,
        })
        if (sums !== undefined) summed?.(file.hash, sums)
        work.outcome = { file: { ...file, from, until: now() } }
      } catch (error) {
        if (controller.signal.aborted) continue
        work.outcome = { error }
      }
      done(path)
    }
    reading = undefined
  }

  const forget = (work: Work): void => {
    work.controller.abort()
    if (works.get(work.path) === work) works.delete(work.path)
  }

  return {
    read(path, stats, beginning) {
      if (stats.size <= largest) return undefined
      const before = works.get(path)
      if (before !== undefined) {
        if (before.outcome === undefined && isStillWanted(before, stats)) {
          before.asked = true
          deferred++
          return 'being-read'
        }
        if (
          before.outcome !== undefined &&
          'file' in before.outcome &&
          isLasting(before.outcome.file, stats)
        ) {
          before.asked = true
          return before.outcome.file
        }
        forget(before)
        if (before.outcome !== undefined && 'error' in before.outcome) throw before.outcome.error
        if (before.outcome !== undefined && tellsOf(before.outcome.file, stats)) return before.outcome.file
      }
      const controller = new AbortController()
      works.set(path, { path, stats, beginning, controller, asked: true })
      if (!hasEnded) reading ??= readAll()
      deferred++
      return 'being-read'
    },
    deferred: () => deferred,
    busy: () => next() !== undefined,
    async settled(signal) {
      const aborted = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => aborted.resolve())
      if (!signal.aborted) await Promise.race([reading, aborted.promise])
    },
    sweep() {
      for (const work of works.values()) {
        if (!work.asked) forget(work)
        work.asked = false
      }
    },
    async end() {
      hasEnded = true
      for (const { controller } of works.values()) controller.abort()
      await reading
    },
  }
}

function isStillWanted({ stats, beginning }: Work, now: FileStats): boolean {
  return beginning ? stats.inode === now.inode && now.size >= stats.size : isSameVersion(stats, now)
}

/**
 * Whether the file has the content that was read as long as it looks as it did. Such a file is not read again however often it is asked for:
 * where every look asks for several, as after a power cut, the one would be read while the other is looked at, and there would be no end.
 */
function isLasting({ stats, from, until }: ReadApart, now: FileStats): boolean {
  return isSameVersion(stats, now) && changedTime(stats, from, until) === stats.changed
}

/** A ctime of -1 is that of the beginning of a file that grew meanwhile. */
function tellsOf({ stats }: ReadApart, now: FileStats): boolean {
  return stats.changed === -1
    ? stats.inode === now.inode && now.size >= stats.size
    : isSameVersion(stats, now)
}
