import type { PathKey } from '../../../core/path.ts'
import { type Doubt, isDoubted, isStillAgreed } from '../../../core/safety/power-cut.ts'
import type { ContentHash, LocalEntry, LocalFile } from '../../../core/tree.ts'
import type { Store } from '../../../ports/store.ts'
import type { Judge } from './judge.ts'

/** Keeps what a power cut has taken from counting as what a person did. */
export interface Distrust extends Judge {
  /** Whether a power cut may have taken anything. */
  any(): boolean
  /** Whether a file with these times is to be read though it looks as it is known. */
  doubts(times: Pick<LocalFile, 'modified' | 'changed'>): boolean
}

/** `doubtNow`: what a power cut may have taken; see `PowerCut`. */
export function createDistrust(store: Store, doubtNow: () => Doubt | undefined): Distrust {
  /**
   * Doubted files that were read since the power cut and held what both sides agree on, with its hash: what becomes of that content later, a
   * person did. What was found otherwise says nothing: a move may yet bring an agreement to its path.
   */
  const survived = new Map<PathKey, ContentHash>()
  return {
    any() {
      const doubted = doubtNow() !== undefined
      if (!doubted) survived.clear()
      return doubted
    },
    doubts(times) {
      const doubt = doubtNow()
      return doubt !== undefined && isDoubted(doubt, times)
    },
    judge(scanned, known, placed) {
      const doubt = doubtNow()
      if (doubt === undefined) {
        survived.clear()
        return
      }
      const now = new Map(scanned.entries)
      const untouched = new Set([...scanned.blocked, ...scanned.ignored, ...(placed ?? [])])
      const blank = new Set(scanned.blank)
      const judgeOne = (
        path: PathKey,
        before: LocalEntry | undefined,
        found: LocalEntry | undefined,
      ): void => {
        if (untouched.has(path)) return
        if (before?.kind === 'folder' && found === undefined)
          for (const [child, { local }] of store.children(path)) judgeOne(child, local, undefined)
        const { synced } = store.get(path)
        if (synced?.kind !== 'file' || found?.kind === 'folder') return
        // Another file, and blank, may be one that the cut has garbled and a program has put here since.
        const isOther = found !== undefined && found.inode !== before?.inode
        if (survived.get(path) === synced.hash && !(isOther && blank.has(path))) return
        if (found?.hash === synced.hash && isDoubted(doubt, found)) survived.set(path, found.hash)
        const file = found && { file: found, blank: blank.has(path) }
        // A folder that stood there says nothing of the file: only what is blank by itself is doubted then.
        const seen = before?.kind === 'file' ? before : undefined
        if (!isStillAgreed(doubt, synced, seen, file)) store.setSynced(path, undefined)
      }
      for (const path of new Set([...known.keys(), ...now.keys()]))
        judgeOne(path, known.get(path), now.get(path))
    },
    placed(path) {
      const { local } = store.get(path)
      // What a transfer has put there and flushed since the cut is as good as read.
      if (local?.kind === 'file' && doubtNow() !== undefined) survived.set(path, local.hash)
    },
  }
}
