import { isSettled } from '../../core/agreement.ts'
import { isIgnoredEverywhere } from '../../core/names.ts'
import type { PathKey } from '../../core/path.ts'
import type { Triple } from '../../core/tree.ts'

/**
 * How a file or folder on the box stands, in the words of Dropbox's own daemon (those that its script and its file managers know). `selsync`: not
 * chosen for this computer; `unwatched`: outside of every folder that syncs.
 */
export const fileStatuses = [
  'up to date',
  'syncing',
  'unsyncable',
  'ignored',
  'selsync',
  'unwatched',
] as const

export type FileStatus = (typeof fileStatuses)[number]

/** What is known of a path of the box that lies in a folder which syncs. */
export interface StatusFacts {
  /** `''`: the Dropbox folder itself. */
  readonly path: PathKey
  readonly triple: Triple
  /** Whether selective sync takes it. */
  readonly wanted: boolean
  /** Whether it, or a folder above it, is being made where selective sync keeps something away, and will sync under another name. */
  readonly isBeingMade: boolean
  /** Whether an ignore rule keeps it out. */
  readonly ignored: boolean
  /** Whether it, or a folder above it, has a problem. */
  readonly hasProblem: boolean
  /** Whether the disk holds what the agent has seen there. */
  readonly isSeen: boolean
  /** Whether something below it is not in both places yet, or whether that is not known. */
  readonly worksBelow: boolean
  readonly problemsBelow: boolean
}

/** `up to date` only where this, and all that syncs below it, is the same on both sides as far as the agent has looked. */
export function fileStatus(facts: StatusFacts): FileStatus {
  const { path, triple, wanted } = facts
  if (path.split('/').some((name) => name !== '' && isIgnoredEverywhere(name))) return 'ignored'
  if (facts.ignored) return 'ignored'
  if (facts.hasProblem) return 'unsyncable'
  if (!wanted) return facts.isBeingMade ? 'syncing' : 'selsync'
  if (path !== '' && !isSyncedHere(triple, wanted)) return 'syncing'
  if (!facts.isSeen || facts.worksBelow) return 'syncing'
  return facts.problemsBelow ? 'unsyncable' : 'up to date'
}

function isSyncedHere(triple: Triple, wanted: boolean): boolean {
  return triple.local !== undefined && triple.synced !== undefined && isSettled(triple, wanted)
}
