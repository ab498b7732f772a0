import type { Attributes, Entry, Folder, Inode } from './inode.ts'
import type { Volume } from './volume.ts'

/**
 * How names and attributes become lasting. Every change is made whole or not at all, and changes become lasting in the order in which
 * they were made: a power cut leaves a state that there was at one moment, no earlier than the last flush says. So it is on ext4 (one
 * running transaction for the whole file system, kernel documentation, ext4/journal.rst), on XFS (one log, written in order) and, by its
 * transactions, on btrfs. What a flush carries with it differs, and the least of it is taken:
 *
 * `ordered`: fsync makes lasting all that came before the last change of that very inode (ext4's i_sync_tid, XFS's log sequence number). A
 * file with unwritten content takes all changes with it, since its blocks are allocated in the running transaction (delayed allocation). An
 * fsync of an inode that is clean makes nothing else lasting.
 *
 * `logged`: fsync makes lasting the changes of that inode alone, out of order: for a folder those of its names, with the folders above it
 * that are new; for a file its attributes, not its name. So do btrfs's log tree ("Btrfs: Add a write ahead tree log to optimize
 * synchronous operations") and f2fs's roll-forward. A rename stays one change, whichever of its two folders is flushed, and one of a
 * folder takes everything before it along ("Btrfs: tree logging unlink/rename fixes").
 *
 * Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014) measured how these differ. What keeps no order at all between two
 * folders (ext2, ext4 without a journal) is not simulated: there no rename between folders is safe, whoever makes it.
 */
export interface Journal {
  /** Changes that may still be undone, the oldest first. */
  changes: Change[]
  /** The number of the first of them. */
  first: number
  /** Changes with a lower number are lasting. */
  lasting: number
  /** So many changes make it worth looking which have become lasting by their age. */
  tidyAt: number
}

/** One step, as a power cut makes it happen or not. */
export interface Change {
  /** ms since 1970. */
  readonly at: number
  readonly parts: Part[]
  /** Lasting out of order. */
  logged: boolean
}

export type Part = NamePart | AttributesPart

interface NamePart {
  readonly kind: 'name'
  readonly folder: Folder
  readonly key: string
  readonly before: Entry | undefined
  readonly after: Entry | undefined
}

interface AttributesPart {
  readonly kind: 'attributes'
  readonly inode: Inode
  readonly before: Attributes
  readonly after: Attributes
}

const leastTidy = 256

export function createJournal(): Journal {
  return { changes: [], first: 0, lasting: 0, tidyAt: leastTidy }
}

/** The number that the next change gets. */
export function nextChange({ first, changes }: Journal): number {
  return first + changes.length
}

/** Notes a change that has been made. */
export function record({ journal, machine, settings }: Volume, parts: Part[]): void {
  const number = nextChange(journal)
  const at = machine.clock()
  journal.changes.push({ at, parts, logged: false })
  for (const part of parts) {
    if (part.kind === 'attributes') part.inode.touched = number
    else {
      part.folder.touched = number
      if (part.before !== undefined) part.before.inode.touched = number
      if (part.after !== undefined) part.after.inode.touched = number
    }
  }
  if (journal.changes.length >= journal.tidyAt) {
    journal.lasting = lastingByAge(journal, at - settings.commitEvery)
    tidy(journal)
  }
}

/** The first change that may not be lasting yet, by what was flushed and by what has been made until `until` (ms). */
export function lastingByAge({ changes, first, lasting }: Journal, until: number): number {
  let number = Math.max(lasting, first)
  while (number < first + changes.length && (changes[number - first]?.at ?? 0) <= until) number++
  return number
}

function tidy(journal: Journal): void {
  const gone = Math.max(0, journal.lasting - journal.first)
  journal.changes = gone === journal.changes.length ? [] : journal.changes.slice(gone)
  journal.first += gone
  journal.tidyAt = Math.max(leastTidy, journal.changes.length * 2)
}

/** fsync: makes lasting what a flush of this inode carries with it. Its content is another matter. */
export function flushChanges(inode: Inode): void {
  const { journal, settings } = inode.volume
  if (settings.journal === 'ordered') {
    const isDirty = inode.kind === 'file' && inode.content.flushed !== undefined
    journal.lasting = Math.max(journal.lasting, isDirty ? nextChange(journal) : inode.touched + 1)
    if (journal.lasting === nextChange(journal)) tidy(journal)
  } else if (inode.kind === 'folder') logFolder(journal, inode)
  else log(journal, ({ parts }) => parts.every((part) => part.kind === 'attributes' && part.inode === inode))
}

function logFolder(journal: Journal, folder: Folder): void {
  const concerns = ({ parts }: Change): boolean =>
    parts.some((part) => part.kind === 'name' && part.folder === folder)
  const lastMove = journal.changes.findLastIndex((change) => concerns(change) && movesFolder(change))
  if (lastMove >= 0) journal.lasting = Math.max(journal.lasting, journal.first + lastMove + 1)
  log(journal, concerns)
  for (let inner = folder; inner.parent !== undefined; inner = inner.parent) {
    const own = inner
    log(journal, ({ parts }) => parts.some((part) => part.kind === 'name' && part.after?.inode === own))
  }
}

function movesFolder({ parts }: Change): boolean {
  const names = parts.filter((part) => part.kind === 'name')
  return names.some(
    ({ after }) =>
      after?.inode.kind === 'folder' && names.some(({ before }) => before?.inode === after.inode),
  )
}

function log(journal: Journal, concerns: (change: Change) => boolean): void {
  for (const change of journal.changes) if (!change.logged && concerns(change)) change.logged = true
}

/** Forgets everything: what is there now is lasting. */
export function settleJournal(journal: Journal): void {
  journal.lasting = nextChange(journal)
  tidy(journal)
}
