import type { Attributes, Entry, Folder, Inode } from './inode.ts'
import { type Part, record } from './journal.ts'
import { keyIn, releaseIfGone, stamp, type Volume } from './volume.ts'

/** One change of a volume, put together step by step. Nothing may fail once it is begun. */
export interface ChangeInMaking {
  /** The time of all of it. */
  readonly at: number
  /** Gives an inode a name that is free. */
  enter(folder: Folder, name: string, inode: Inode): void
  /** Takes a name away. */
  leave(folder: Folder, entry: Entry): void
  /** Sets attributes; ctime by itself. */
  set(inode: Inode, attributes: Partial<Attributes>): void
  /** Ends it. */
  done(): void
}

/** Begins a change. */
export function beginChange(volume: Volume): ChangeInMaking {
  const parts: Part[] = []
  const left: Inode[] = []
  const at = stamp(volume)
  const set = (inode: Inode, attributes: Partial<Attributes>): void => {
    const before = inode.attributes
    const after = { ...before, changed: at, ...attributes }
    inode.attributes = after
    if (inode.kind === 'folder' && attributes.modified === undefined) inode.volume.machine.layout++
    parts.push({ kind: 'attributes', inode, before, after })
  }
  const put = (folder: Folder, key: string, after: Entry | undefined): void => {
    parts.push({ kind: 'name', folder, key, before: folder.entries.get(key), after })
    putEntry(folder, key, after)
    set(folder, { modified: at })
  }
  return {
    at,
    set,
    enter(folder, name, inode) {
      inode.links++
      if (inode.kind === 'folder') folder.folders++
      put(folder, keyIn(volume, name), { name, inode })
    },
    leave(folder, { name, inode }) {
      inode.links--
      if (inode.kind === 'folder') folder.folders--
      put(folder, keyIn(volume, name), undefined)
      left.push(inode)
    },
    done() {
      record(volume, parts)
      for (const inode of left) releaseIfGone(inode)
      tell(volume, parts)
    },
  }
}

/** Sets or removes a name, and nothing else. */
export function putEntry(folder: Folder, key: string, entry: Entry | undefined): void {
  folder.listing = undefined
  const before = folder.entries.get(key)
  // What a new name leads to, no path led to before.
  if (before !== undefined && (before.inode.kind !== 'file' || (entry ?? before).inode.kind !== 'file'))
    folder.volume.machine.layout++
  if (entry === undefined) folder.entries.delete(key)
  else {
    folder.entries.set(key, entry)
    entry.inode.parent = folder
    entry.inode.name = entry.name
  }
}

function tell({ machine }: Volume, parts: readonly Part[]): void {
  if (machine.listeners.size === 0) return
  for (const part of parts) {
    if (part.kind === 'name') tellOf(part.folder, part.after?.inode)
    else if (part.inode.parent !== undefined && part.inode.kind !== 'folder')
      tellOf(part.inode.parent, undefined)
  }
}

/** Tells those who listen that something in a folder has changed. */
export function tellOf(folder: Folder, entered: Inode | undefined): void {
  for (const listener of folder.volume.machine.listeners) listener(folder, entered)
}
