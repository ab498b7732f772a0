import type { Random } from '../../../../runtime/ports/random.ts'
import { oneOf, pick, type Range } from '../chance.ts'

/**
 * Everything that Dropbox leaves open and a client must not depend on. Where there is a list, one of it is drawn anew each time.
 * The names are the emulator's, where it has the same switch.
 */
export interface Habits {
  /** Entries per page of the delta. */
  readonly pageSize: Range
  /** Chance that a page is empty although more follow. */
  readonly emptyPage: number
  /** The order of a full listing: by path, or with children before their folders. */
  readonly listing: 'path' | 'shuffled'
  /** Whether neighbouring additions of a page come in any order. */
  readonly shuffled: boolean
  /** What the log tells when a folder is deleted. */
  readonly folderDeletion: readonly ('folder' | 'folder-then-children' | 'children-then-folder')[]
  /** What it tells when a folder is deleted and made again before anyone looked. */
  readonly recreation: readonly ('coalesced' | 'delete-and-add')[]
  /** In which order it tells the two places of a move. */
  readonly moves: readonly ('delete-first' | 'add-first')[]
  /** More entries than this are not moved in one call (dropbox-api-spec, RelocationError.too_many_files). */
  readonly moveEntries: number
  /** What becomes of a move that changes only the case of a name. */
  readonly caseOnlyMove: 'allow' | 'silent' | 'refuse'
  /** Whether a file gets its id back when it is uploaded again where it was deleted. */
  readonly reuploadKeepsId: boolean
}

/** The emulator's defaults. */
export const usualHabits: Habits = {
  pageSize: [2000, 2000],
  emptyPage: 0,
  listing: 'path',
  shuffled: false,
  folderDeletion: ['folder'],
  recreation: ['coalesced'],
  moves: ['delete-first'],
  moveEntries: 10_000,
  caseOnlyMove: 'allow',
  reuploadKeepsId: false,
}

/** Some account's habits; every combination comes up. */
export function drawHabits(random: Random): Habits {
  const habits = {
    pageSize: oneOf(random, [[1, 1] as const, [1, 5] as const, [3, 20] as const, [2000, 2000] as const]),
    emptyPage: oneOf(random, [0, 0, 0.2, 0.5]),
    listing: oneOf(random, ['path', 'shuffled'] as const),
    shuffled: random.fraction() < 0.5,
    folderDeletion: pick(random, ['folder', 'folder-then-children', 'children-then-folder'] as const),
    recreation: pick(random, ['coalesced', 'delete-and-add'] as const),
    moves: pick(random, ['delete-first', 'add-first'] as const),
    caseOnlyMove: oneOf(random, ['allow', 'allow', 'silent', 'refuse'] as const),
    reuploadKeepsId: random.fraction() < 0.3,
  }
  // A folder that goes by way of another name, as some renames by case do, must be one that can be moved at all.
  const moveEntries = habits.caseOnlyMove === 'allow' ? oneOf(random, [10_000, 2]) : 10_000
  return { ...habits, moveEntries }
}
