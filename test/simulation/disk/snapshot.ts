import { putEntry } from './change.ts'
import { shareContent } from './content.ts'
import { type Folder, type Inode, spaceOf } from './inode.ts'
import { settleJournal } from './journal.ts'
import { keyIn, releaseIfGone, stamp, type Volume } from './volume.ts'

/** What a folder held at one moment, with everything below it on the same volume. Content is shared until somebody writes. */
export interface SavedFolder {
  readonly root: Folder
  readonly inodes: number
}

/**
 * `same`: the disk itself is set back, with the very inodes and times. `new`: the files are put back as by tar or rsync: other inodes and
 * ctimes, the same content, modes and mtimes.
 */
export type RestoredInodes = 'same' | 'new'

/** Copies a folder and what is below it. */
export function saveFolder(folder: Folder): SavedFolder {
  const copies = new Map<Inode, Inode>()
  return { root: copyFolder(folder, copies, (inode) => ({ number: inode.number })), inodes: copies.size }
}

/** Puts what was saved in the place of a folder. What is there now is gone, and all of the volume is lasting. */
export function restoreFolder(folder: Folder, saved: SavedFolder, inodes: RestoredInodes): void {
  const { volume, parent, name } = folder
  const isRoot = folder === volume.root
  discard(folder)
  const taken = inodes === 'same' && !isRoot ? numbersIn(volume, folder) : new Set<number>()
  const at = stamp(volume)
  const copies = new Map<Inode, Inode>()
  const root = copyFolder(saved.root, copies, (inode) =>
    inodes === 'new' || taken.has(inode.number)
      ? { number: volume.nextNumber++, born: at, changed: at }
      : { number: inode.number },
  )
  for (const copy of copies.values()) {
    volume.count++
    volume.used += spaceOf(copy)
    volume.nextNumber = Math.max(volume.nextNumber, copy.number + 1)
  }
  root.links = 1
  if (isRoot) volume.root = root
  else if (parent !== undefined) putEntry(parent, keyIn(volume, name), { name, inode: root })
  volume.machine.layout++
  // A number that is in use again must not be given to another.
  volume.freed = []
  makeLasting(volume)
}

interface Renewed {
  readonly number: number
  readonly born?: number
  readonly changed?: number
}

type Renew = (inode: Inode) => Renewed

function copyFolder(folder: Folder, copies: Map<Inode, Inode>, renew: Renew): Folder {
  const copy: Folder = {
    ...folder,
    ...freshParts(folder, renew(folder)),
    entries: new Map(),
    listing: undefined,
    mounted: undefined,
  }
  copies.set(folder, copy)
  for (const [key, { name, inode }] of folder.entries) {
    const inner = copies.get(inode) ?? copyInode(inode, copies, renew)
    inner.links++
    putEntry(copy, key, { name, inode: inner })
  }
  return copy
}

function copyInode(inode: Inode, copies: Map<Inode, Inode>, renew: Renew): Inode {
  if (inode.kind === 'folder') return copyFolder(inode, copies, renew)
  const parts = freshParts(inode, renew(inode))
  const copy: Inode =
    inode.kind === 'file'
      ? { ...inode, ...parts, content: shareContent(inode.content) }
      : { ...inode, ...parts }
  copies.set(inode, copy)
  return copy
}

function freshParts({ born, attributes }: Inode, renewed: Renewed) {
  return {
    number: renewed.number,
    born: renewed.born ?? born,
    attributes: renewed.changed === undefined ? attributes : { ...attributes, changed: renewed.changed },
    links: 0,
    opens: 0,
    touched: -1,
    parent: undefined,
  }
}

/** Takes the last names from a folder and everything below it; what is open stays open without one. */
function discard(folder: Folder): void {
  for (const { inode } of folder.entries.values()) {
    if (inode.kind === 'folder') discard(inode)
    else {
      inode.links--
      releaseIfGone(inode)
    }
  }
  folder.links = 0
  releaseIfGone(folder)
}

function numbersIn(volume: Volume, without: Folder): Set<number> {
  const numbers = new Set<number>()
  const visit = (folder: Folder): void => {
    if (folder === without) return
    numbers.add(folder.number)
    for (const { inode } of folder.entries.values()) {
      if (inode.kind === 'folder') visit(inode)
      else numbers.add(inode.number)
    }
  }
  visit(volume.root)
  return numbers
}

/** Makes everything lasting that is there now. */
export function makeLasting(volume: Volume): void {
  const visit = (folder: Folder): void => {
    for (const { inode } of folder.entries.values()) {
      if (inode.kind === 'file') inode.content.flushed = undefined
      else if (inode.kind === 'folder') visit(inode)
    }
  }
  visit(volume.root)
  settleJournal(volume.journal)
}
